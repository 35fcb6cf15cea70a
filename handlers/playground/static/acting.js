// How an element acts: it keeps its value and tells the app.
//
// `ctx` is where an element stands: {surface, blockId, dispatch, labelledBy, describedBy, controlId, required}. `surface`
// has form, names, me, people, channels, today(), send(blockId, action, anchor) and options(blockId, actionId, text).

import { confirmed } from "./dialogs.js";

/** The attributes by which tests and the page itself find an element again. */
export function ids(item, ctx) {
  return { "data-action-id": item.action_id, "data-block-id": ctx.blockId };
}

/** Keep a chosen value and, where the block dispatches, tell the app. False when the person declined to confirm. */
export async function commit(item, ctx, value, anchor) {
  if (ctx.dispatch && item.confirm && !(await confirmed(item.confirm, ctx.surface.names))) return false;
  ctx.surface.form.set(ctx.blockId, item.action_id, value);
  if (ctx.dispatch) await ctx.surface.send(ctx.blockId, { action_id: item.action_id, ...value }, anchor);
  return true;
}

/** Tell the app that a button was pressed, once it has been confirmed and unless it is already being told. */
export async function press(item, ctx, action, anchor) {
  if (anchor.getAttribute("aria-busy") === "true") return;
  if (item.confirm && !(await confirmed(item.confirm, ctx.surface.names))) return;
  await ctx.surface.send(ctx.blockId, { action_id: item.action_id, type: item.type, ...action }, anchor);
}
