// The rich_text block: sections, nested lists, quotes, preformatted text and their styled leaves.

import { h } from "./dom.js";
import { emojiFromCodePoints, emojiNamed, withEmoji } from "./emoji.js";
import { link, mention } from "./mrkdwn.js";
import { slackDate } from "./time.js";

/** Nodes for the elements of a rich_text block. */
export function richText(elements, names) {
  const nodes = [];
  let at = 0;
  while (at < elements.length) {
    const element = elements[at];
    if (element.type === "rich_text_list") {
      let to = at + 1;
      while (to < elements.length && elements[to].type === "rich_text_list") to += 1;
      nodes.push(...lists(elements.slice(at, to), names));
      at = to;
      continue;
    }
    nodes.push(piece(element, names));
    at += 1;
  }
  return nodes;
}

function piece(element, names) {
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-section" }, leaves(element.elements, names));
    case "rich_text_quote":
      return h("blockquote", {}, leaves(element.elements, names));
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, leaves(element.elements, names, true));
    default:
      return cannotDraw(element.type, "piece of rich text");
  }
}

/** A visible note for something this page has no drawing for. */
export function cannotDraw(type, what) {
  return h(
    "p",
    { class: "cannot-draw", "data-testid": "cannot-draw" },
    "This page can’t draw a ",
    h("code", {}, String(type)),
    ` ${what}.`,
  );
}

// Slack sends a nested list as neighbours with a growing `indent`; here they become lists inside list items.
function lists(run, names) {
  const root = [];
  const open = [];
  for (const list of run) {
    const depth = list.indent ?? 0;
    while (
      open.length &&
      open.at(-1).depth >= depth &&
      !(open.at(-1).depth === depth && open.at(-1).style === list.style)
    )
      open.pop();
    let level = open.at(-1);
    if (!level || level.depth !== depth) {
      const props = {
        class: `rich-list depth-${Math.min(depth, 8)}`,
        start: list.style === "ordered" && list.offset ? list.offset + 1 : null,
      };
      const node = h(list.style === "ordered" ? "ol" : "ul", props);
      const parent = level?.node.lastElementChild;
      if (parent) parent.append(node);
      else root.push(node);
      level = { depth, node, style: list.style };
      open.push(level);
    }
    for (const item of list.elements ?? []) level.node.append(h("li", {}, leaves(item.elements, names)));
  }
  return root;
}

function leaves(elements, names, raw = false) {
  return (elements ?? []).flatMap((element) => styled(leaf(element, names, raw), element.style));
}

function leaf(element, names, raw) {
  switch (element.type) {
    case "text":
      return raw ? [document.createTextNode(element.text)] : broken(element.text);
    case "link":
      return [link(element.url, element.text || element.url)];
    case "emoji":
      return [
        (element.unicode ? emojiFromCodePoints(element.unicode, element.name) : emojiNamed(element.name)) ??
          `:${element.name}:`,
      ];
    case "user":
      return [mention(names.user?.(element.user_id) ?? element.user_id, "@")];
    case "channel":
      return [mention(names.channel?.(element.channel_id) ?? element.channel_id, "#")];
    case "usergroup":
      return [mention(names.usergroup?.(element.usergroup_id) ?? "group", "@")];
    case "broadcast":
      return [mention(element.range, "@", "mention loud")];
    case "team":
      return [mention(element.team_id, "@")];
    case "date": {
      const said = slackDate(element.timestamp, element.format, names.now?.() ?? new Date());
      return [element.url ? link(element.url, said) : h("time", { title: element.fallback }, said)];
    }
    case "color":
      return [h("code", {}, element.value)];
    default:
      return [
        h(
          "span",
          { class: "cannot-draw inline" },
          "(this page can’t draw ",
          h("code", {}, String(element.type)),
          ")",
        ),
      ];
  }
}

function broken(text) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => [...(index ? [h("br")] : []), ...withEmoji(line, false)]);
}

function styled(nodes, style) {
  if (!style) return nodes;
  const tags = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };
  return Object.entries(tags).reduce(
    (inside, [name, tag]) => (style[name] ? [h(tag, {}, inside)] : inside),
    nodes,
  );
}
