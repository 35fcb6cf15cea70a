// Slack's mrkdwn as DOM nodes. Entities are undone exactly once, at the leaves; nothing is ever parsed as HTML.
//
// `names` tells who is meant: {user(id), channel(id), usergroup(id)} give a display name or null; `now` is the product's time.

import { withEmoji } from "./emoji.js";
import { h } from "./dom.js";
import { slackDate } from "./time.js";

const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;
const BARE_URL = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]]/g;

/** Undo Slack's three entities, once: "&amp;lt;" reads "&lt;". */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** Write a typed text the way Slack's own composer sends it. */
export function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A link that opens beside the page; anything but http, https, mailto and tel stays plain text. */
export function link(url, label) {
  if (!SAFE_LINK.test(url)) return document.createTextNode(label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, label ?? url);
}

/** mrkdwn as a list of nodes: blocks of code, quotes and lines. */
export function mrkdwn(text, names, { verbatim = false } = {}) {
  const nodes = [];
  const pieces = String(text ?? "").split("```");
  pieces.forEach((piece, index) => {
    if (index % 2 === 1 && index < pieces.length - 1) {
      nodes.push(h("pre", { class: "code-block" }, unescape(plainAngles(piece)).replace(/^\n|\n$/g, "")));
      return;
    }
    const source = index % 2 === 1 ? "```" + piece : piece;
    const trimmed = source
      .replace(index > 0 ? /^\n/ : /^$/, "")
      .replace(index < pieces.length - 1 ? /\n$/ : /^$/, "");
    nodes.push(...lines(trimmed, names, verbatim));
  });
  return nodes;
}

function lines(text, names, verbatim) {
  const all = text.split("\n");
  const cut = all.findIndex((line) => /^(>>>|&gt;&gt;&gt;)/.test(line));
  if (cut < 0) return grouped(all, names, verbatim);
  const tail = [all[cut].replace(/^(>>>|&gt;&gt;&gt;) ?/, ""), ...all.slice(cut + 1)];
  return [...grouped(all.slice(0, cut), names, verbatim), h("blockquote", {}, broken(tail, names, verbatim))];
}

function grouped(all, names, verbatim) {
  const nodes = [];
  let from = 0;
  while (from < all.length) {
    const quoted = QUOTED.test(all[from]);
    let to = from + 1;
    while (to < all.length && QUOTED.test(all[to]) === quoted) to += 1;
    const run = all.slice(from, to);
    if (quoted)
      nodes.push(
        h(
          "blockquote",
          {},
          broken(
            run.map((line) => line.replace(QUOTED, "")),
            names,
            verbatim,
          ),
        ),
      );
    else nodes.push(...broken(run, names, verbatim));
    from = to;
  }
  return nodes;
}
const QUOTED = /^(>|&gt;) ?/;

function broken(list, names, verbatim) {
  return list.flatMap((line, index) => [...(index ? [h("br")] : []), ...inline(line, names, verbatim)]);
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const BEFORE = /[\s\p{P}\p{S}]/u;
const AFTER = /[\s\p{P}\p{S}]/u;

/** One line of mrkdwn: code, angle brackets, then bold, italic and strike by Slack's word-boundary rule. */
export function inline(text, names, verbatim = false) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...leaf(plain, verbatim));
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1) {
        flush();
        nodes.push(h("code", {}, unescape(plainAngles(text.slice(at + 1, end)))));
        at = end + 1;
        continue;
      }
    } else if (character === "<") {
      const end = text.indexOf(">", at + 1);
      const found = end > 0 ? angle(text.slice(at + 1, end), names) : null;
      if (found) {
        flush();
        nodes.push(found);
        at = end + 1;
        continue;
      }
    } else if (STYLES[character] && (at === 0 || BEFORE.test(text[at - 1]))) {
      const end = closing(text, at);
      if (end > 0) {
        flush();
        nodes.push(h(STYLES[character], {}, inline(text.slice(at + 1, end), names, verbatim)));
        at = end + 1;
        continue;
      }
    }
    plain += character;
    at += 1;
  }
  flush();
  return nodes;
}

function closing(text, open) {
  const sign = text[open];
  if (!text[open + 1] || /\s/.test(text[open + 1]) || text[open + 1] === sign) return -1;
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > 0) at = end;
    } else if (text[at] === "<") {
      const end = text.indexOf(">", at + 1);
      if (end > 0) at = end;
    } else if (
      text[at] === sign &&
      !/\s/.test(text[at - 1]) &&
      (at + 1 === text.length || AFTER.test(text[at + 1]))
    ) {
      return at;
    }
  }
  return -1;
}

function leaf(text, verbatim) {
  const nodes = [];
  const clean = unescape(text);
  let from = 0;
  if (!verbatim) {
    for (const match of clean.matchAll(BARE_URL)) {
      nodes.push(...withEmoji(clean.slice(from, match.index)), link(match[0]));
      from = match.index + match[0].length;
    }
  }
  return [...nodes, ...withEmoji(clean.slice(from))];
}

function angle(inside, names) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : unescape(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(names.user?.(target.slice(1)) ?? label ?? target.slice(1), "@");
  if (target.startsWith("#"))
    return mention(names.channel?.(target.slice(1)) ?? label ?? target.slice(1), "#");
  if (target.startsWith("!date^")) return date(target, label, names.now);
  if (target.startsWith("!subteam^"))
    return mention(label?.replace(/^@/, "") ?? names.usergroup?.(target.slice(9)) ?? "group", "@");
  if (/^!(here|channel|everyone)$/.test(target)) return mention(target.slice(1), "@", "mention loud");
  if (target.startsWith("!")) return label ? document.createTextNode(label) : null;
  if (!SAFE_LINK.test(target)) return null;
  return link(unescape(target), label);
}

/** A person, group or channel named in a text. */
export function mention(name, sign, style = "mention") {
  return h("span", { class: style }, `${sign}${name}`);
}

function date(target, fallback, now) {
  const [, seconds, pattern, url] = target.split("^");
  if (!/^-?\d+$/.test(seconds ?? "") || !pattern) return document.createTextNode(fallback ?? target);
  const said = slackDate(Number(seconds), unescape(pattern), now?.() ?? new Date());
  const time = h("time", { datetime: new Date(Number(seconds) * 1000).toISOString(), title: fallback }, said);
  if (!url || !SAFE_LINK.test(url)) return time;
  const around = link(unescape(url), "");
  around.replaceChildren(time);
  return around;
}

function plainAngles(text) {
  return text.replace(/<((?:https?:\/\/|mailto:)[^|>]*)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url);
}

/** A text object ({type: plain_text | mrkdwn}) or a bare string, as nodes. */
export function textObject(object, names) {
  if (object === null || object === undefined) return [];
  if (typeof object === "string") return plainText(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text, names, { verbatim: object.verbatim });
  return plainText(object.text, object.emoji !== false);
}

/** Plain text with its line breaks and, unless told otherwise, emoji. */
export function plainText(text, emoji = true) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => [...(index ? [h("br")] : []), ...withEmoji(line, emoji)]);
}
