// Short sentences that appear at the edge of the page: what went wrong, or what just happened.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAY = { error: 10000, news: 5000 };

/** Show a sentence; errors stay longer. */
export function toast(sentence, kind = "error") {
  const place = document.getElementById("toasts");
  for (const old of [...place.children]) if (old.dataset.sentence === sentence) old.remove();
  const node = h(
    "div",
    { class: `toast ${kind}`, "data-testid": "toast", "data-sentence": sentence },
    icon(kind === "error" ? "warning" : "info", 18),
    h("p", {}, sentence),
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => node.remove() } },
      icon("close", 16),
    ),
  );
  // The top layer keeps a toast above an open modal.
  const host = document.querySelector("dialog[open]:last-of-type");
  (host?.querySelector(".dialog-toasts") ?? place).append(node);
  setTimeout(() => node.remove(), STAY[kind] ?? STAY.error);
}
