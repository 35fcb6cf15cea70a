// Small surfaces that open beside a control (menus, lists, calendars); on a phone they rise from the bottom of the screen.

import { h, isNarrow } from "./dom.js";

const GAP = 6; // pixels between anchor and popover
const EDGE = 8; // and between popover and window
const WIDEST = 500;
const TALLEST = 580;
const LEAST = 140;

let open = null;

/** Whether a popover of this anchor is open. */
export function isOpen(anchor) {
  return open?.anchor === anchor;
}

/** Whether any popover is open: Escape is its, then. */
export function anyOpen() {
  return open !== null;
}

/** Close whatever is open. */
export function closePopover() {
  open?.close();
}

/**
 * Open `content` beside `anchor`. Escape, a click elsewhere or close() shut it, and focus goes back to the anchor
 * unless something else took it. `asWide` makes it at least as wide as the anchor. Returns close().
 */
export function openPopover(
  anchor,
  content,
  { label, onClose, minWidth = 0, role = "dialog", asWide = true } = {},
) {
  open?.close();
  const heading = isNarrow() && label ? h("p", { class: "sheet-title", "aria-hidden": "true" }, label) : null;
  const surface = h(
    "div",
    { class: "popover", popover: "auto", role: role === "none" ? null : role, "aria-label": label },
    heading,
    content,
  );
  const host = anchor.closest("dialog, main, nav, aside") ?? document.body;
  host.append(surface);
  anchor.setAttribute("aria-expanded", "true");
  const place = () => position(surface, anchor, minWidth, asWide);
  const watcher = new ResizeObserver(place);
  const self = { anchor, close: () => surface.isConnected && surface.hidePopover() };
  // "toggle" comes a moment later: a second Escape right after the first must already find it shut.
  surface.addEventListener("beforetoggle", (event) => {
    if (event.newState === "closed" && open === self) open = null;
  });
  surface.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    watcher.disconnect();
    window.removeEventListener("scroll", place, true);
    window.removeEventListener("resize", place);
    const hadFocus = surface.contains(document.activeElement) || document.activeElement === document.body;
    surface.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (open === self) open = null;
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    onClose?.();
  });
  surface.showPopover();
  open = self;
  place();
  watcher.observe(surface);
  window.addEventListener("scroll", place, true);
  window.addEventListener("resize", place);
  return self.close;
}

function position(surface, anchor, minWidth, asWide) {
  if (isNarrow()) {
    surface.classList.add("sheet");
    surface.style.cssText = "";
    return;
  }
  surface.classList.remove("sheet");
  const box = anchor.getBoundingClientRect();
  surface.style.minWidth = `${Math.max(minWidth, asWide ? Math.min(box.width, WIDEST) : 0)}px`;
  surface.style.maxHeight = `${TALLEST}px`;
  const size = surface.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const under = below >= size.height || below >= above;
  const height = Math.min(size.height, Math.max(LEAST, under ? below : above));
  surface.style.maxHeight = `${height}px`;
  surface.style.top = `${under ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - height)}px`;
  surface.style.left = `${Math.max(EDGE, Math.min(box.left, window.innerWidth - size.width - EDGE))}px`;
}

/** Make a control open and shut a popover: `show(anchor)` is called when it should open. */
export function toggles(anchor, show, popup = "listbox") {
  let wasOpen = false;
  anchor.setAttribute("aria-haspopup", popup);
  anchor.setAttribute("aria-expanded", "false");
  anchor.addEventListener("pointerdown", () => (wasOpen = isOpen(anchor)));
  anchor.addEventListener("click", () => {
    if (wasOpen) {
      wasOpen = false;
      closePopover();
      return;
    }
    show(anchor);
  });
  return anchor;
}

/** A menu of buttons: items are {label, note, value, testid, danger, pick}. Arrow keys move, Enter picks. */
export function openMenu(anchor, items, { label, data = {} } = {}) {
  const rows = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: `menu-item${item.danger ? " danger" : ""}`,
        tabindex: "-1",
        "data-testid": item.testid,
        "data-value": item.value,
        ...data,
        on: {
          click: () => {
            close();
            item.pick();
          },
        },
      },
      item.icon ?? null,
      h(
        "span",
        { class: "menu-words" },
        h("span", {}, item.label),
        item.note ? h("small", {}, item.note) : null,
      ),
    ),
  );
  const list = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, on: { keydown: (event) => moveFocus(event, rows) } },
    rows,
  );
  const close = openPopover(anchor, list, { label, role: "none" });
  rows[0]?.focus();
  return close;
}

/** Arrow keys, Home and End move the focus through a column of controls. */
export function moveFocus(event, rows) {
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined || !rows.length) return;
  event.preventDefault();
  rows[(to + rows.length) % rows.length].focus();
}
