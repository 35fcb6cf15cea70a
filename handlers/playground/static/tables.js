// The table and data_table blocks. Both scroll sideways inside their own frame, never the page.

import { h } from "./dom.js";
import { plainText } from "./mrkdwn.js";
import { cannotDraw, richText } from "./richtext.js";

function frame(label, inside) {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, inside);
}

function cell(tag, content, setting, names, scope = "col") {
  const align = ["center", "right"].includes(setting?.align) ? setting.align : "left";
  const wrap = setting?.is_wrapped === false || !setting ? "" : " wrapped";
  return h(
    tag,
    { class: `align-${align}${wrap}`, scope: tag === "th" ? scope : null },
    inside(content, names),
  );
}

function inside(content, names) {
  switch (content?.type) {
    case "raw_text":
      return plainText(content.text);
    case "raw_number":
      return String(content.text ?? content.number ?? content.value ?? "");
    case "rich_text":
      return richText(content.elements ?? [], names);
    default:
      return cannotDraw(content?.type, "table cell");
  }
}

/** The table block: the first row is the heading row. */
export function table(block, names) {
  const [head = [], ...rows] = block.rows ?? [];
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((content, index) => cell(tag, content, block.column_settings?.[index], names)),
    );
  const columns = head
    .map((content) => content?.text)
    .filter(Boolean)
    .join(", ");
  return frame(
    columns ? `Table: ${columns}` : "Table",
    h(
      "table",
      { class: "block-table" },
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        rows.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

/** The data_table block: a caption, and pages of rows. */
export function dataTable(block, names) {
  const [head = [], ...rows] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  let page = 0;
  const caption = typeof block.caption === "string" ? block.caption : (block.caption?.text ?? "Table");
  const body = h("tbody");
  const where = h("span", { role: "status" });
  const setting = (content) => (content?.type === "raw_number" ? { align: "right" } : null);
  const heading = block.row_header_column_index ?? -1;
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((content, index) =>
        cell(index === heading ? "th" : tag, content, setting(content), names, tag === "th" ? "col" : "row"),
      ),
    );
  const draw = () => {
    body.replaceChildren(...rows.slice(page * size, page * size + size).map((cells) => row(cells, "td")));
    where.textContent = `Page ${page + 1} of ${pages}`;
    before.disabled = page === 0;
    after.disabled = page === pages - 1;
  };
  const turn = (step) => () => ((page += step), draw());
  const before = h("button", { type: "button", class: "button small", on: { click: turn(-1) } }, "Back");
  const after = h("button", { type: "button", class: "button small", on: { click: turn(1) } }, "Next");
  draw();
  return [
    frame(
      caption,
      h("table", { class: "block-table" }, h("caption", {}, caption), h("thead", {}, row(head, "th")), body),
    ),
    pages > 1 ? h("div", { class: "table-pages" }, before, where, after) : null,
  ];
}
