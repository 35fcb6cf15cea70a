// Who is who: names, avatars made of initials, and the bot's door.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TONES = 8;

/** Give every person a tone; neighbours in the list differ. */
export function tone(users) {
  return users.map((user, index) => ({ ...user, tone: index % TONES }));
}

/** A square with a person's initials (or the bot's door) in a tone that stays theirs. */
export function avatar(user, size = 36) {
  const bot = user?.is_bot;
  const node = h(
    "span",
    { class: "avatar", "data-tone": bot ? "bot" : String(user?.tone ?? 7), "aria-hidden": "true" },
    bot ? icon("door", Math.round(size * 0.62)) : initials(user?.real_name ?? user?.name ?? "?"),
  );
  node.style.setProperty("--size", `${size}px`);
  return node;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}
