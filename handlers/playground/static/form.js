// What a person has chosen and typed on one surface (a message, a modal view, App Home), by block_id and action_id.
// Values stay through redraws and through updates of the view, as long as both ids stay the same: as Slack does.

export class Form {
  constructor() {
    this.values = new Map();
    this.errors = new Map();
    this.listeners = new Map();
  }

  /** The stored value of an element; the first call stores `initial` ({type, ...} as in state.values). */
  value(blockId, actionId, initial) {
    if (!this.values.has(blockId)) this.values.set(blockId, new Map());
    const block = this.values.get(blockId);
    if (!block.has(actionId) || block.get(actionId).type !== initial.type) block.set(actionId, initial);
    return block.get(actionId);
  }

  set(blockId, actionId, value) {
    if (!this.values.has(blockId)) this.values.set(blockId, new Map());
    this.values.get(blockId).set(actionId, value);
    if (this.errors.delete(blockId)) this.listeners.get(blockId)?.(null);
  }

  /** Be told the error of a block (or null) whenever it changes. */
  onError(blockId, listener) {
    this.listeners.set(blockId, listener);
    listener(this.errors.get(blockId) ?? null);
  }

  setErrors(errors) {
    this.errors = new Map(Object.entries(errors));
    for (const [blockId, listener] of this.listeners) listener(this.errors.get(blockId) ?? null);
  }

  /** Forget blocks and elements that the new blocks no longer have. */
  keepOnly(blocks) {
    const kept = new Map();
    for (const block of blocks) {
      const elements = [block.element, block.accessory, ...(block.elements ?? [])].filter(
        (one) => one?.action_id,
      );
      kept.set(block.block_id, new Set(elements.map((one) => one.action_id)));
    }
    for (const [blockId, actions] of this.values) {
      if (!kept.has(blockId)) this.values.delete(blockId);
      else
        for (const actionId of [...actions.keys()])
          if (!kept.get(blockId).has(actionId)) actions.delete(actionId);
    }
    for (const blockId of [...this.listeners.keys()]) if (!kept.has(blockId)) this.listeners.delete(blockId);
  }

  /** Slack's state.values. */
  toState() {
    const state = {};
    for (const [blockId, actions] of this.values) {
      if (actions.size) state[blockId] = Object.fromEntries(actions);
    }
    return state;
  }
}

const WORDS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The errors Slack's own client finds before anything is sent: {block_id: sentence}. */
export function checkInputs(blocks, form) {
  const errors = {};
  for (const block of blocks) {
    if (block.type !== "input" || !block.element) continue;
    const value = form.values.get(block.block_id)?.get(block.element.action_id);
    const trouble = checkOne(block, block.element, value);
    if (trouble) errors[block.block_id] = trouble;
  }
  return errors;
}

function checkOne(block, element, value) {
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  const text = value.value;
  if (typeof text !== "string") return null;
  if (element.min_length && text.length < element.min_length) {
    return `Please write at least ${element.min_length} characters: this has ${text.length}.`;
  }
  if (element.max_length && text.length > element.max_length) {
    return `Please keep this to ${element.max_length} characters: it has ${text.length}.`;
  }
  if (element.type === "email_text_input" && !WORDS.test(text))
    return "Please write an email address, like name@example.org.";
  if (element.type === "url_text_input" && !/^https?:\/\/[^\s.]+\.?\S*$/i.test(text))
    return "Please write a link that starts with https:// or http://.";
  if (element.type === "number_input") return checkNumber(element, text);
  return null;
}

function checkNumber(element, text) {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(text))
    return element.is_decimal_allowed ? "Please write a number." : "Please write a whole number.";
  if (element.min_value !== undefined && Number(text) < Number(element.min_value))
    return `Please write ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(text) > Number(element.max_value))
    return `Please write ${element.max_value} or less.`;
  return null;
}

function isEmpty(value) {
  if (!value) return true;
  const content = Object.entries(value)
    .filter(([name]) => name !== "type" && name !== "timezone")
    .map(([, one]) => one);
  return content.every(
    (one) => one === null || one === undefined || one === "" || (Array.isArray(one) && one.length === 0),
  );
}
