// Who is who: names, avatars made of initials, and the bot's door.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TONES = 8;

/** A square with a person's initials (or the bot's door) in a tone that stays theirs. */
export function avatar(user, size = 36) {
  const bot = user?.is_bot;
  const tone = bot
    ? "bot"
    : String(
        [...(user?.id ?? "?")].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % TONES,
      );
  const node = h(
    "span",
    { class: "avatar", "data-tone": tone, "aria-hidden": "true" },
    bot ? icon("door", Math.round(size * 0.62)) : initials(user?.real_name ?? user?.name ?? "?"),
  );
  node.style.setProperty("--size", `${size}px`);
  return node;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}
