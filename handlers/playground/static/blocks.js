// Block Kit blocks. A kind this page does not know says so in place.

import { freshId, h } from "./dom.js";
import { element, picture } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { cannotDraw, richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

const DRAW = {
  section,
  header,
  context,
  divider,
  actions,
  input,
  image,
  rich_text,
  table: drawTable,
  data_table: drawDataTable,
  markdown: drawMarkdown,
  context_actions,
  alert,
};

/** One block as a node that carries its block_id. */
export function drawBlock(block, surface) {
  const draw = DRAW[block?.type];
  const node = draw ? draw(block, surface) : cannotDraw(block?.type, "block");
  node.classList.add("block", `block-${block?.type}`);
  if (block?.block_id) node.dataset.block = block.block_id;
  return node;
}

/** Blocks with a name for every block: Slack makes one up where the app gave none. */
export function named(blocks) {
  return (blocks ?? []).map((block, index) =>
    block.block_id ? block : { ...block, block_id: `block-${index}` },
  );
}

function standing(block, surface, extra = {}) {
  return { surface, blockId: block.block_id, dispatch: true, ...extra };
}

function section(block, surface) {
  const text = block.text
    ? h("div", { class: "section-text", id: freshId("section") }, textObject(block.text, surface.names))
    : null;
  const fields = block.fields?.length
    ? h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "field" }, textObject(field, surface.names))),
      )
    : null;
  const side = block.accessory ? accessory(block, surface, text) : null;
  return h(
    "div",
    { class: side ? `with-accessory accessory-${block.accessory.type}` : null },
    h("div", { class: "section-words" }, text, fields),
    side,
  );
}

function accessory(block, surface, text) {
  if (block.accessory.type === "image")
    return h("div", { class: "accessory" }, picture(block.accessory, null, "picture-accessory"));
  return h(
    "div",
    { class: "accessory" },
    element(block.accessory, standing(block, surface, { labelledBy: text?.id, describedBy: text?.id })),
  );
}

function header(block, surface) {
  const level = Math.min(4, Math.max(1, block.level ?? 2));
  return h(
    `h${level + surface.headings}`,
    { class: `header level-${level}` },
    textObject(block.text, surface.names),
  );
}

function context(block, surface) {
  return h(
    "div",
    {},
    (block.elements ?? []).map((item) => {
      if (item.type === "image") return picture(item, null);
      if (item.type === "mrkdwn" || item.type === "plain_text")
        return h("span", { class: "context-words" }, textObject(item, surface.names));
      return cannotDraw(item.type, "in a context block");
    }),
  );
}

function divider() {
  return h("div", {}, h("hr"));
}

function actions(block, surface) {
  return h(
    "div",
    {},
    (block.elements ?? []).map((item) => element(item, standing(block, surface))),
  );
}

function context_actions(block, surface) {
  return h(
    "div",
    {},
    (block.elements ?? []).map((item) => element(item, standing(block, surface))),
  );
}

// Fields to type in have a label that leads to them; menus and groups of choices are only named by theirs.
const TYPED = new Set([
  "plain_text_input",
  "number_input",
  "email_text_input",
  "url_text_input",
  "rich_text_input",
  "timepicker",
]);

function input(block, surface) {
  const labelId = freshId("label");
  const controlId = freshId("field");
  const hintId = freshId("hint");
  const errorId = freshId("error");
  const error = h("p", {
    class: "field-error",
    id: errorId,
    role: "alert",
    hidden: true,
    "data-testid": "field-error",
  });
  const hint = block.hint
    ? h("p", { class: "hint", id: hintId }, textObject(block.hint, surface.names))
    : null;
  const ctx = standing(block, surface, {
    dispatch: block.dispatch_action === true,
    required: !block.optional,
    labelledBy: labelId,
    controlId,
    describedBy: [hint ? hintId : null, errorId].filter(Boolean).join(" "),
  });
  const control = element(block.element, ctx);
  const typed = TYPED.has(block.element?.type);
  const label = h(
    typed ? "label" : "span",
    { class: "label", id: labelId, for: typed ? controlId : null },
    textObject(block.label, surface.names),
    block.optional ? h("span", { class: "optional" }, " (optional)") : null,
  );
  const node = h("div", {}, label, control, error, hint);
  surface.form.onError(block.block_id, (sentence) => {
    error.hidden = !sentence;
    error.replaceChildren(...(sentence ? [icon("warning", 16), h("span", {}, sentence)] : []));
    node.classList.toggle("in-error", Boolean(sentence));
    for (const field of node.querySelectorAll("[data-action-id]"))
      field.setAttribute("aria-invalid", String(Boolean(sentence)));
  });
  return node;
}

function image(block, surface) {
  return h(
    "figure",
    {},
    block.title ? h("figcaption", {}, textObject(block.title, surface.names)) : null,
    picture(block, null, "picture-large"),
  );
}

function rich_text(block, surface) {
  return h("div", {}, richText(block.elements ?? [], surface.names));
}

function drawTable(block, surface) {
  return h("div", {}, table(block, surface.names));
}

function drawDataTable(block, surface) {
  return h("div", {}, dataTable(block, surface.names));
}

function drawMarkdown(block, surface) {
  return h("div", { class: "markdown" }, markdown(block.text, surface.names));
}

function alert(block, surface) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const words = {
    default: "Note",
    info: "For information",
    warning: "Warning",
    error: "Problem",
    success: "Done",
  }[level];
  return h(
    "div",
    { class: `level-${level}`, role: level === "error" || level === "warning" ? "alert" : "note" },
    icon(level === "default" ? "info" : level),
    h(
      "div",
      {},
      h("span", { class: "sr-only" }, `${words}: `),
      typeof block.text === "string" ? plainText(block.text) : textObject(block.text, surface.names),
    ),
  );
}
