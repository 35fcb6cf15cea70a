// The markdown block: the part of standard Markdown that Slack draws, as DOM nodes.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link, mention } from "./mrkdwn.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", nbsp: "\u00a0" };
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_, name) => ENTITIES[name]);

const FENCE = /^\s{0,3}(```+|~~~+)\s*(\S*)\s*$/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const ROW = /^\s*\|?.*\|.*$/;
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Markdown text as a list of nodes. */
export function markdown(text, names) {
  return blocks(
    String(text ?? "")
      .replaceAll("\r", "")
      .split("\n"),
    names,
  );
}

function blocks(lines, names) {
  const nodes = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length)
      nodes.push(
        h(
          "p",
          {},
          paragraph.flatMap((line, i) => [...(i ? [h("br")] : []), ...inline(line.trim(), names)]),
        ),
      );
    paragraph = [];
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (fence) {
      flush();
      let to = at + 1;
      while (to < lines.length && !lines[to].trim().startsWith(fence[1])) to += 1;
      nodes.push(h("pre", { class: "code-block" }, lines.slice(at + 1, to).join("\n")));
      at = to + 1;
    } else if (heading) {
      flush();
      // The page's own headings come first: a message's headings start below them.
      nodes.push(
        h(
          `h${Math.min(6, heading[1].length + 2)}`,
          { class: `md-heading md-h${heading[1].length}` },
          inline(heading[2], names),
        ),
      );
      at += 1;
    } else if (RULE.test(line)) {
      flush();
      nodes.push(h("hr"));
      at += 1;
    } else if (/^\s{0,3}>/.test(line)) {
      flush();
      let to = at;
      while (to < lines.length && /^\s{0,3}>/.test(lines[to])) to += 1;
      nodes.push(
        h(
          "blockquote",
          {},
          blocks(
            lines.slice(at, to).map((one) => one.replace(/^\s{0,3}> ?/, "")),
            names,
          ),
        ),
      );
      at = to;
    } else if (ITEM.test(line)) {
      flush();
      let to = at + 1;
      while (to < lines.length && (ITEM.test(lines[to]) || /^\s{2,}\S/.test(lines[to]))) to += 1;
      nodes.push(...list(lines.slice(at, to), names));
      at = to;
    } else if (
      ROW.test(line) &&
      at + 1 < lines.length &&
      DELIMITERS.test(lines[at + 1]) &&
      lines[at + 1].includes("-")
    ) {
      flush();
      let to = at + 2;
      while (to < lines.length && ROW.test(lines[to]) && lines[to].trim()) to += 1;
      nodes.push(table(lines.slice(at, to), names));
      at = to;
    } else {
      if (line.trim()) paragraph.push(line);
      else flush();
      at += 1;
    }
  }
  flush();
  return nodes;
}

function list(lines, names) {
  const roots = [];
  const open = [];
  for (const line of lines) {
    const match = ITEM.exec(line);
    if (!match) {
      const last = open.at(-1)?.node.lastElementChild;
      append(last, [h("br"), ...inline(line.trim(), names)]);
      continue;
    }
    const indent = match[1].replaceAll("\t", "    ").length;
    const ordered = /\d/.test(match[2]);
    while (open.length > 1 && indent < open.at(-1).indent) open.pop();
    let level = open.at(-1);
    const deeper = level && indent >= level.indent + 2;
    if (!level || deeper || level.ordered !== ordered) {
      if (level && !deeper) open.pop();
      const node = h(ordered ? "ol" : "ul", {
        start: ordered && parseInt(match[2], 10) !== 1 ? parseInt(match[2], 10) : null,
      });
      const parent = deeper ? level.node.lastElementChild : open.at(-1)?.node.lastElementChild;
      if (parent) parent.append(node);
      else roots.push(node);
      level = { node, indent, ordered };
      open.push(level);
    }
    const task = /^\[([ xX])\]\s+(.*)$/.exec(match[3]);
    const inside = task
      ? [
          h(
            "span",
            { class: "task-box", role: "img", "aria-label": task[1] === " " ? "not done" : "done" },
            task[1] === " " ? "☐" : "☑",
          ),
          " ",
          ...inline(task[2], names),
        ]
      : inline(match[3], names);
    level.node.append(h("li", { class: task ? "task" : null }, inside));
  }
  return roots;
}

function append(node, children) {
  if (node) node.append(...children);
}

function cells(line) {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/(^|[^\\])\|$/, "$1")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines, names) {
  const aligns = cells(lines[1]).map((cell) =>
    /^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : "left",
  );
  const row = (line, tag) =>
    h(
      "tr",
      {},
      cells(line).map((cell, i) =>
        h(
          tag,
          { class: `align-${aligns[i] ?? "left"}`, scope: tag === "th" ? "col" : null },
          inline(cell, names),
        ),
      ),
    );
  return h(
    "div",
    {
      class: "table-scroll",
      tabindex: "0",
      role: "region",
      "aria-label": `Table: ${cells(lines[0]).join(", ")}`,
    },
    h(
      "table",
      { class: "block-table" },
      h("thead", {}, row(lines[0], "th")),
      h(
        "tbody",
        {},
        lines.slice(2).map((line) => row(line, "td")),
      ),
    ),
  );
}

const TOKENS = [
  [/^\\([\\`*_{}[\]()#+\-.!~>|<])/, (m) => [document.createTextNode(m[1])]],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => [h("code", {}, m[2].trim() || m[2])]],
  [
    /^!?\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/,
    (m, names) => [linked(m[2], inline(m[1] || m[2], names))],
  ],
  [/^<((?:https?:\/\/|mailto:)[^\s<>]+)>/, (m) => [link(unescape(m[1]))]],
  [/^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/, (m, names) => [mention(names.user?.(m[1]) ?? m[1], "@")]],
  [/^<#(C[A-Z0-9]+)(?:\|[^>]*)?>/, (m, names) => [mention(names.channel?.(m[1]) ?? m[1], "#")]],
  [/^\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/, (m, names) => [h("strong", {}, inline(m[1], names))]],
  [/^__(?=\S)([\s\S]*?\S)__(?![_\w])/, (m, names) => [h("strong", {}, inline(m[1], names))]],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m, names) => [h("s", {}, inline(m[1], names))]],
  [/^\*(?=[^\s*])([^*]*?[^\s*])\*(?!\*)/, (m, names) => [h("em", {}, inline(m[1], names))]],
  [/^_(?=[^\s_])([^_]*?[^\s_])_(?![_\w])/, (m, names) => [h("em", {}, inline(m[1], names))]],
  [/^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]]/, (m) => [link(unescape(m[0]))]],
];

function linked(url, inside) {
  const node = link(unescape(url), "");
  if (!(node instanceof Element)) return h("span", {}, inside);
  node.replaceChildren(...inside);
  return node;
}

function inline(text, names) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const inWord = /\w/.test(text[at - 1] ?? "");
    const found =
      /[\\`!\[<*_~h]/.test(text[at]) && !(inWord && /[_h]/.test(text[at]))
        ? TOKENS.map(([pattern, make]) => [pattern.exec(rest), make]).find(([match]) => match)
        : null;
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(...withEmoji(unescape(plain)));
    plain = "";
    nodes.push(...found[1](found[0], names));
    at += found[0][0].length;
  }
  if (plain) nodes.push(...withEmoji(unescape(plain)));
  return nodes;
}
