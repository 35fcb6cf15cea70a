// Text fields: plain text (one line or several, with a counter), numbers, email addresses, links and rich text.

import { commit, ids } from "./acting.js";
import { h } from "./dom.js";

const KINDS = {
  number_input: { inputmode: "decimal", autocomplete: "off" },
  email_text_input: { inputmode: "email", autocomplete: "off", spellcheck: "false" },
  url_text_input: { inputmode: "url", autocomplete: "off", spellcheck: "false" },
  plain_text_input: { autocomplete: "off" },
};

function field(item, ctx, extra) {
  return {
    ...ids(item, ctx),
    id: ctx.controlId,
    placeholder: item.placeholder?.text,
    "aria-labelledby": ctx.labelledBy,
    "aria-label": ctx.labelledBy ? null : (item.placeholder?.text ?? "Text"),
    "aria-describedby": ctx.describedBy,
    "aria-required": ctx.required ? "true" : null,
    "data-focus-on-load": item.focus_on_load,
    ...extra,
  };
}

/** plain_text_input, number_input, email_text_input or url_text_input. */
export function textInput(item, ctx) {
  const { form } = ctx.surface;
  const start = form.value(ctx.blockId, item.action_id, {
    type: item.type,
    value: item.initial_value || null,
  });
  const tag = item.multiline ? "textarea" : "input";
  const control = h(
    tag,
    field(item, ctx, {
      class: "text-input",
      rows: item.multiline ? 4 : null,
      type: item.multiline ? null : "text",
      ...KINDS[item.type],
      value: start.value ?? "",
    }),
  );
  const counter = item.max_length ? h("span", { class: "counter" }) : null;
  const said = counter ? h("span", { class: "sr-only", role: "status" }) : null;
  const triggers = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const value = () => ({ type: item.type, value: control.value === "" ? null : control.value });

  const count = () => {
    if (!counter) return;
    const left = item.max_length - control.value.length;
    counter.textContent = `${control.value.length} of ${item.max_length}`;
    counter.classList.toggle("over", left < 0);
    said.textContent =
      left < 0 ? `${-left} characters too many` : left <= 20 ? `${left} characters left` : "";
  };
  const grow = () => {
    if (!item.multiline || !control.isConnected) return;
    control.style.height = "auto";
    control.style.height = `${Math.min(360, control.scrollHeight + 2)}px`;
  };
  let waiting = 0;
  control.addEventListener("input", () => {
    form.set(ctx.blockId, item.action_id, value());
    count();
    grow();
    if (!ctx.dispatch || !triggers.includes("on_character_entered")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => commit(item, ctx, value(), control), 250);
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || item.multiline) return;
    if (!ctx.dispatch || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    commit(item, ctx, value(), control);
  });
  count();
  requestAnimationFrame(grow);
  return h("div", { class: "text-field" }, control, counter, said);
}

/** rich_text_input, as a plain field: what is typed is sent as one unstyled section per line. */
export function richTextInput(item, ctx) {
  const { form } = ctx.surface;
  const wrap = (text) => ({
    type: item.type,
    rich_text_value: text
      ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
      : null,
  });
  const start = form.value(ctx.blockId, item.action_id, {
    type: item.type,
    rich_text_value: item.initial_value ?? null,
  });
  const control = h(
    "textarea",
    field(item, ctx, {
      class: "text-input",
      rows: item.min_lines ?? 4,
      value: plainWords(start.rich_text_value),
    }),
  );
  control.addEventListener("input", () => form.set(ctx.blockId, item.action_id, wrap(control.value)));
  return h("div", { class: "text-field" }, control);
}

function plainWords(node) {
  if (!node) return "";
  if (typeof node.text === "string") return node.text;
  return (node.elements ?? []).map(plainWords).join(node.type === "rich_text" ? "\n" : "");
}
