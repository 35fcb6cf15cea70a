// A list of messages: day dividers, who and when, blocks or text, replies, and the menu of each message.

import { drawBlock } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { emojiNamed } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { openMenu, toggles } from "./popover.js";
import { settle } from "./surface.js";
import { clockTime, dayAndTime, friendlyDay, isoDay } from "./time.js";

const TOGETHER = 5 * 60 * 1000; // messages by one person within this time share one heading

/** When a message was shown, by the product's clock. */
export function shownAt(message) {
  return new Date(message.at ? Date.parse(message.at) : Number(message.ts) * 1000);
}

/**
 * Draw `messages` into `list`, keeping what has not changed. `acts` has openThread(ts) (or none, in a thread) and
 * runShortcut(shortcut, message).
 */
export function drawMessages(list, messages, store, acts) {
  const items = [];
  const today = isoDay(store.clock.now());
  let day = null;
  let before = null;
  for (const message of messages) {
    const moment = shownAt(message);
    const its = isoDay(moment);
    if (its !== day) {
      items.push({
        divider: friendlyDay(moment, store.clock.now()),
        key: `day-${its}-${message.ts}`,
        mark: today,
      });
      day = its;
      before = null;
    }
    const author = message.user ?? message.bot_id;
    const compact =
      before !== null &&
      before.author === author &&
      moment - before.moment < TOGETHER &&
      moment >= before.moment &&
      !message.ephemeral_to === !before.ephemeral &&
      !message.deleted;
    items.push({
      message,
      compact,
      key: message.ts,
      mark: `${compact}|${store.me}|${today}|${JSON.stringify(message)}`,
    });
    before = { author, moment, ephemeral: message.ephemeral_to };
  }
  reconcile(list, items, {
    key: (item) => item.key,
    signature: (item) => item.mark + (item.divider ?? ""),
    draw: (item) =>
      item.divider ? divider(item.divider) : drawMessage(item.message, item.compact, store, acts),
  });
}

function divider(words) {
  return h("li", { class: "day" }, h("h2", { class: "day-words" }, words));
}

function drawMessage(message, compact, store, acts) {
  const author =
    store.users.get(message.user) ??
    (message.bot_id ? store.bot : { id: message.user ?? "?", real_name: message.user ?? "Somebody" });
  const moment = shownAt(message);
  const time = h(
    "time",
    { class: "message-time", datetime: moment.toISOString(), title: dayAndTime(moment) },
    clockTime(moment),
  );
  const name = h("span", { class: "message-name" }, author.real_name);
  const head = h(
    "p",
    { class: compact ? "message-head sr-only" : "message-head" },
    name,
    author.is_bot ? h("span", { class: "app-badge" }, "APP") : null,
    compact ? null : time,
  );
  const content = h(
    "div",
    { class: "message-content" },
    head,
    message.ephemeral_to ? h("p", { class: "only-you" }, icon("eye", 14), "Only visible to you") : null,
    message.deleted
      ? h("p", { class: "message-deleted" }, "This message was deleted.")
      : body(message, store),
    reactions(message),
    !message.deleted || message.reply_count ? replies(message, store, acts) : null,
  );
  return h(
    "li",
    {
      class: `message${compact ? " compact" : ""}${message.ephemeral_to ? " ephemeral" : ""}${message.user === store.me ? " mine" : ""}`,
      "data-testid": `msg-${message.ts}`,
      "data-ts": message.ts,
    },
    compact ? h("span", { class: "message-gutter" }, time) : avatar(author),
    content,
    message.deleted ? null : toolbar(message, store, acts),
  );
}

function body(message, store) {
  const surface = store.surfaces.message(message.channel ?? store.channel, message.ts);
  const edited = message.edited ? h("span", { class: "edited" }, "(edited)") : null;
  if (message.blocks?.length) {
    return h(
      "div",
      { class: "message-blocks" },
      settle(surface, message.blocks).map((block) => drawBlock(block, surface)),
      edited,
    );
  }
  return h(
    "div",
    { class: "message-text" },
    mrkdwn(message.text, store.names),
    edited ? [" ", edited] : null,
  );
}

function reactions(message) {
  const all = Object.entries(message.reactions ?? {});
  if (!all.length) return null;
  return h(
    "p",
    { class: "reactions" },
    all.map(([name, users]) =>
      h("span", { class: "reaction" }, emojiNamed(name) ?? `:${name}:`, ` ${users.length}`),
    ),
  );
}

function replies(message, store, acts) {
  if (!acts.openThread || !message.reply_count) return null;
  const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return h(
    "button",
    {
      type: "button",
      class: "replies",
      "data-testid": `replies-${message.ts}`,
      on: { click: () => acts.openThread(message.thread_ts ?? message.ts) },
    },
    icon("reply", 16),
    h("span", {}, words),
    h("small", {}, "View thread"),
  );
}

function toolbar(message, store, acts) {
  const shortcuts = (store.boot.shortcuts ?? []).filter((one) => one.type === "message");
  const canReply = acts.openThread && !message.ephemeral_to;
  if (!canReply && (!shortcuts.length || message.ephemeral_to)) return null;
  const reply = canReply
    ? h(
        "button",
        {
          type: "button",
          class: "icon-button",
          title: "Reply in thread",
          "aria-label": "Reply in thread",
          "data-testid": `reply-${message.ts}`,
          on: { click: () => acts.openThread(message.thread_ts ?? message.ts) },
        },
        icon("reply", 18),
      )
    : null;
  const items = shortcuts.map((one) => ({
    label: one.name,
    note: one.description,
    value: one.callback_id,
    testid: `message-shortcut-${one.callback_id}`,
    icon: icon("bolt", 18),
    pick: () => acts.runShortcut(one, message),
  }));
  const menu =
    shortcuts.length && !message.ephemeral_to
      ? toggles(
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              title: "More",
              "aria-label": "More for this message",
              "data-testid": `message-menu-${message.ts}`,
            },
            icon("dots", 18),
          ),
          (anchor) => openMenu(anchor, items, { label: "Message shortcuts" }),
          "menu",
        )
      : null;
  return h("div", { class: "message-tools" }, reply, menu);
}
