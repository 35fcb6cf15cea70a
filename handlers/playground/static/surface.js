// A surface is where blocks stand: a message, a modal view or App Home. It holds the form and talks to the app.

import { post, sentence } from "./api.js";
import { named } from "./blocks.js";
import { Form } from "./form.js";
import { isoDay } from "./time.js";
import { toast } from "./toasts.js";

const VIEW_ECHO = 1200;
const MESSAGE_ECHO = 4000;

/** Surfaces of one page, made once and kept, so that what was typed outlives redraws and changes of person. */
export class Surfaces {
  constructor(store) {
    this.store = store;
    this.kept = new Map();
  }

  message(channel, ts) {
    return this.get(`${channel}|${ts}`, { type: "message", channel, ts });
  }

  /** The surface of a modal or App Home view; what the server remembers as typed is put back after a reload. */
  view(view) {
    const fresh = !this.kept.has(`${this.store.me}|view|${view.id}`);
    const surface = this.get(`view|${view.id}`, { type: "view", view_id: view.id });
    // App Home's headings stand right below the page's title; a message's and a modal's below one of their own.
    surface.headings = view.type === "home" ? 0 : 1;
    if (fresh) {
      for (const [blockId, actions] of Object.entries(view.state?.values ?? {})) {
        for (const [actionId, value] of Object.entries(actions)) surface.form.set(blockId, actionId, value);
      }
    }
    return surface;
  }

  get(key, container) {
    const full = `${this.store.me}|${key}`;
    if (!this.kept.has(full)) this.kept.set(full, this.make(container));
    return this.kept.get(full);
  }

  make(container) {
    const { store } = this;
    const me = store.me;
    const surface = {
      container,
      me,
      headings: 1,
      form: new Form(),
      names: store.names,
      people: store.boot.users,
      channels: store.boot.channels,
      today: () => isoDay(store.clock.now()),
      pressed: (blockId, actionId, value) =>
        surface.form.set(blockId, actionId, { type: "feedback_buttons", value }),
      options: async (blockId, actionId, value) => {
        const answer = await post("options", {
          as: me,
          container,
          block_id: blockId,
          action_id: actionId,
          value,
        });
        return answer.error ? { options: [], error: sentence(answer.error) } : answer;
      },
      send: async (blockId, action, anchor) => {
        anchor?.setAttribute("aria-busy", "true");
        const done = store.working(container);
        const answer = await post("action", {
          as: me,
          container,
          block_id: blockId,
          action,
          state: stateOf(surface),
        });
        anchor?.removeAttribute("aria-busy");
        if (answer.ok === false || answer.error) {
          done();
          toast(sentence(answer.error));
        } else {
          // Acknowledged: if nothing to see comes of it soon, nothing will.
          setTimeout(done, container.type === "view" ? VIEW_ECHO : MESSAGE_ECHO);
        }
        store.refresh(["state"]);
      },
    };
    return surface;
  }
}

/** Slack's state.values of a surface; what a feedback pair remembers is the page's own affair. */
export function stateOf(surface) {
  const state = surface.form.toState();
  for (const [blockId, actions] of Object.entries(state)) {
    for (const [actionId, value] of Object.entries(actions))
      if (value.type === "feedback_buttons") delete actions[actionId];
    if (!Object.keys(actions).length) delete state[blockId];
  }
  return state;
}

/** The blocks of a surface, each with a name, with what is no longer there forgotten. */
export function settle(surface, blocks) {
  const all = named(blocks);
  surface.form.keepOnly(all);
  return all;
}
