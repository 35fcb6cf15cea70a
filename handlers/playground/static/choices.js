// Radio buttons and checkboxes: every option with its words and description.

import { commit, ids } from "./acting.js";
import { freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** A group of radio_buttons or checkboxes. */
export function choices(item, ctx) {
  const many = item.type === "checkboxes";
  const initial = many
    ? { type: item.type, selected_options: item.initial_options ?? [] }
    : { type: item.type, selected_option: item.initial_option ?? null };
  const value = () => ctx.surface.form.value(ctx.blockId, item.action_id, initial);
  const isChosen = (option) =>
    many
      ? value().selected_options.some((one) => one.value === option.value)
      : value().selected_option?.value === option.value;
  const group = freshId("choice");
  const inputs = [];
  const refresh = () => inputs.forEach(([input, option]) => (input.checked = isChosen(option)));

  const change = async (option, input) => {
    const next = many
      ? {
          type: item.type,
          selected_options: (item.options ?? []).filter((one) =>
            one.value === option.value ? input.checked : isChosen(one),
          ),
        }
      : { type: item.type, selected_option: option };
    await commit(item, ctx, next, input);
    refresh();
  };

  const rows = (item.options ?? []).map((option, index) => {
    const id = `${group}-${index}`;
    const note = option.description
      ? h("small", { id: `${id}-note` }, textObject(option.description, ctx.surface.names))
      : null;
    const input = h("input", {
      type: many ? "checkbox" : "radio",
      name: group,
      id,
      ...ids(item, ctx),
      "data-value": option.value,
      checked: isChosen(option),
      "aria-describedby": [note ? `${id}-note` : null, ctx.describedBy].filter(Boolean).join(" ") || null,
      on: { change: () => change(option, input) },
    });
    inputs.push([input, option]);
    return h(
      "div",
      { class: "choice" },
      input,
      h("label", { for: id }, h("span", {}, textObject(option.text, ctx.surface.names)), note),
    );
  });
  return h(
    "div",
    {
      class: "choices",
      role: many ? "group" : "radiogroup",
      "aria-labelledby": ctx.labelledBy,
      "aria-label": ctx.labelledBy ? null : "Choices",
      "aria-required": !many && ctx.required ? "true" : null,
    },
    rows,
  );
}
