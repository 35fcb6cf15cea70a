// Making elements. Text always becomes a text node: no string is ever parsed as HTML anywhere on this page.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`on: {click}`) and children; strings become text, null and false vanish. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "value" && "value" in element) {
      element.value = value;
    } else if (name === "checked") {
      element.checked = true;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/** Add children to a parent, flattening lists; strings and numbers become text nodes. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

/** Replace everything inside a parent. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

/** An SVG element; `paths` are [tag, attributes] pairs. */
export function svg(viewBox, paths, props = {}) {
  const root = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    viewBox,
    "aria-hidden": "true",
    focusable: "false",
    ...props,
  })) {
    root.setAttribute(name, value);
  }
  for (const [tag, attributes] of paths) {
    const part = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
    root.append(part);
  }
  return root;
}

/**
 * Make a parent's children match `items`, keeping the nodes whose signature has not changed, so that scroll
 * position, focus and half-typed text survive a refresh.
 */
export function reconcile(parent, items, { key, signature, draw }) {
  const old = new Map();
  for (const child of [...parent.children]) old.set(child.dataset.key, child);
  const wanted = new Set(items.map((item, index) => String(key(item, index))));
  for (const [name, child] of old) {
    if (!wanted.has(name)) {
      child.remove();
      old.delete(name);
    }
  }
  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    const name = String(key(item, index));
    const mark = signature(item, index);
    let node = old.get(name);
    if (!node) {
      node = draw(item, index);
    } else if (signatures.get(node) !== mark) {
      const focused = focusTarget(node);
      const fresh = draw(item, index);
      if (node === place) place = place.nextElementSibling;
      node.replaceWith(fresh);
      old.set(name, fresh);
      node = fresh;
      node.dataset.key = name;
      signatures.set(node, mark);
      parent.insertBefore(node, place);
      restoreFocus(node, focused);
      return;
    }
    node.dataset.key = name;
    signatures.set(node, mark);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  });
}
const signatures = new WeakMap();

function focusTarget(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  return {
    action: active.dataset.actionId,
    block: active.dataset.blockId,
    value: active.dataset.value,
    start: active.selectionStart,
    end: active.selectionEnd,
  };
}

function restoreFocus(node, target) {
  if (!target?.action) return;
  const same = [...node.querySelectorAll("[data-action-id]")].filter(
    (item) => item.dataset.actionId === target.action && item.dataset.blockId === target.block,
  );
  const item = same.find((one) => one.dataset.value === target.value) ?? same[0];
  if (!item) return;
  item.focus({ preventScroll: true });
  if (typeof target.start === "number" && item.setSelectionRange) {
    try {
      item.setSelectionRange(target.start, target.end);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // number and e-mail inputs have no selection
    }
  }
}

/** Take a closed dialogue away. Chromium hands the focus back without the caret: focusing once more brings it. */
export function takeAway(dialog) {
  dialog.remove();
  const back = document.activeElement;
  if (!back || back === document.body) return;
  back.blur();
  back.focus({ preventScroll: true });
}

/** Read a sentence to people who use a screen reader. */
export function announce(sentence) {
  const place = document.getElementById("announcer");
  place.textContent = "";
  setTimeout(() => (place.textContent = sentence), 30);
}

/** Whether the page is laid out for a phone. */
export function isNarrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}

let counter = 0;
/** An id that no other element on the page has. */
export function freshId(stem) {
  counter += 1;
  return `${stem}-${counter}`;
}
