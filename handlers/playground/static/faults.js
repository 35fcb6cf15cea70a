// The drawer that makes the stand-in Slack misbehave, as the real one sometimes does.

import { get, post, sentence } from "./api.js";
import { fill, freshId, h, takeAway } from "./dom.js";
import { icon } from "./icons.js";

const FIELDS = {
  methods: { label: "Which calls", hint: "A Web API method, or * for all", value: "*" },
  channel: { label: "About whom", hint: "A channel or user id; empty: anyone", value: "" },
  times: { label: "How often", hint: "Empty: until you stop it", value: "1", inputmode: "numeric" },
  retry_after: { label: "Retry-After (seconds)", value: "2", inputmode: "numeric" },
  status: { label: "Status", value: "500", inputmode: "numeric" },
  error: { label: "Error code", value: "internal_error" },
  seconds: { label: "Seconds", value: "5", inputmode: "decimal" },
  reason: { label: "Reason", value: "refresh_requested" },
  accepted: { label: "It is done all the same", tick: true },
};

/** Open the drawer. */
export async function openFaults() {
  const active = h("div", { class: "faults-active" });
  const choose = h("div", {});
  const trouble = h("p", { class: "field-error", role: "alert", hidden: true });
  const close = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Close",
      "data-testid": "faults-close",
      on: { click: () => dialog.close() },
    },
    icon("close"),
  );
  const dialog = h(
    "dialog",
    { class: "dialog drawer", "aria-labelledby": "faults-title", "data-testid": "faults" },
    h("header", { class: "dialog-head" }, h("h2", { id: "faults-title" }, "Make Slack misbehave"), close),
    h(
      "div",
      { class: "dialog-body" },
      h(
        "p",
        { class: "hint" },
        "Slack is slow, loses things and says them twice now and then. Try how the product takes it.",
      ),
      active,
      choose,
      trouble,
    ),
  );
  dialog.addEventListener("close", () => takeAway(dialog));
  document.body.append(dialog);
  dialog.showModal();

  const show = (told) => {
    trouble.hidden = told.ok !== false;
    if (told.ok === false) return void (trouble.textContent = sentence(told.error));
    const labels = new Map((told.kinds ?? []).map((kind) => [kind.kind, kind.label]));
    const stop = (id) => async () => show(await post("faults", { clear: id }));
    fill(
      active,
      h("h3", {}, "In force"),
      told.faults?.length
        ? [
            h(
              "ul",
              {},
              told.faults.map((fault) =>
                h(
                  "li",
                  { class: "fault" },
                  h(
                    "span",
                    {},
                    h("strong", {}, labels.get(fault.kind) ?? fault.kind),
                    h("small", {}, settings(fault)),
                  ),
                  h(
                    "button",
                    { type: "button", class: "button small", on: { click: stop(fault.id) } },
                    "Stop",
                  ),
                ),
              ),
            ),
            h(
              "button",
              {
                type: "button",
                class: "button small",
                "data-testid": "faults-clear",
                on: { click: stop(true) },
              },
              "Stop all",
            ),
          ]
        : h("p", { class: "hint" }, "Nothing: Slack behaves."),
    );
    if (!choose.firstChild) drawChoice(told.kinds ?? []);
  };

  const drawChoice = (kinds) => {
    const pick = h(
      "select",
      { class: "text-input", id: "fault-kind", "data-testid": "fault-kind" },
      kinds.map((kind) => h("option", { value: kind.kind }, kind.label)),
    );
    const fields = h("div", { class: "fault-fields" });
    const redraw = () =>
      fill(fields, (kinds.find((kind) => kind.kind === pick.value)?.fields ?? []).map(field));
    pick.addEventListener("change", redraw);
    redraw();
    const form = h(
      "form",
      {
        on: {
          submit: async (event) => {
            event.preventDefault();
            show(await post("faults", { kind: pick.value, ...wish(fields) }));
          },
        },
      },
      h("h3", {}, "Add one"),
      h("label", { class: "label", for: "fault-kind" }, "What goes wrong"),
      pick,
      fields,
      h("button", { type: "submit", class: "button primary", "data-testid": "fault-start" }, "Start"),
    );
    fill(choose, form);
  };

  show(await get("faults"));
}

function field(name) {
  const kind = FIELDS[name] ?? { label: name, value: "" };
  const id = freshId("fault");
  if (kind.tick)
    return h(
      "div",
      { class: "choice" },
      h("input", { type: "checkbox", id, name }),
      h("label", { for: id }, kind.label),
    );
  return h(
    "div",
    {},
    h("label", { class: "label", for: id }, kind.label),
    h("input", { class: "text-input", type: "text", id, name, value: kind.value, inputmode: kind.inputmode }),
    kind.hint ? h("p", { class: "hint" }, kind.hint) : null,
  );
}

function wish(fields) {
  const found = {};
  for (const input of fields.querySelectorAll("input")) {
    if (input.type === "checkbox") found[input.name] = input.checked;
    else if (input.value.trim())
      found[input.name] =
        input.name === "methods" ? input.value.split(/[\s,]+/).filter(Boolean) : input.value.trim();
  }
  return found;
}

function settings(fault) {
  const told = Object.entries(fault).filter(
    ([name, value]) => !["id", "kind", "used"].includes(name) && value !== null && value !== false,
  );
  return [
    ...told.map(
      ([name, value]) =>
        `${(FIELDS[name]?.label ?? name).toLowerCase()}: ${Array.isArray(value) ? value.join(", ") : value}`,
    ),
    `happened ${fault.used ?? 0}×`,
  ].join(" · ");
}
