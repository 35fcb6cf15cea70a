// What the page knows: who acts, what the server last said, half-typed texts, and who wants to hear of changes.

import { get, sentence } from "./api.js";
import { tone } from "./people.js";
import { Surfaces } from "./surface.js";

const QUIET = 25; // milliseconds in which several changes are fetched at once
const PATIENCE = 10000; // milliseconds after which "working" stops being shown

export class Store {
  constructor(boot, clock) {
    this.boot = { ...boot, users: tone(boot.users) };
    this.clock = clock;
    this.me = null;
    this.state = { conversations: [], im: null, home: null, modals: [] };
    this.channel = null;
    this.tab = "messages";
    this.thread = null;
    this.messages = [];
    this.replies = [];
    this.loaded = { channel: null, thread: null };
    this.connected = true;
    this.busy = new Map();
    this.status = null;
    this.listeners = new Set();
    this.wanted = new Set();
    this.asked = 0;
    this.kept = {};
    this.users = new Map(this.boot.users.map((user) => [user.id, user]));
    this.bot = { ...boot.bot, real_name: boot.bot.name, is_bot: true };
    this.users.set(this.bot.id, this.bot);
    this.names = {
      user: (id) => this.users.get(id)?.real_name ?? null,
      channel: (id) => boot.channels.find((channel) => channel.id === id)?.name ?? null,
      usergroup: () => null,
      now: () => clock.now(),
    };
    this.surfaces = new Surfaces(this);
  }

  /** Call `listener(what)` after every change; `what` is a set of state, messages, thread, status, place. */
  listen(listener) {
    this.listeners.add(listener);
  }

  tell(...what) {
    const set = new Set(what);
    for (const listener of this.listeners) listener(set);
  }

  person() {
    return this.users.get(this.me);
  }

  conversation(id = this.channel) {
    return this.state.conversations.find((one) => one.id === id) ?? null;
  }

  isBotChat() {
    return this.channel !== null && this.channel === this.state.im;
  }

  /** Fetch again, soon and once: any of "state", "messages", "thread". Resolves when it is there. */
  refresh(what = ["state", "messages", "thread"]) {
    for (const one of what) this.wanted.add(one);
    this.fetching ??= new Promise((resolve) => setTimeout(resolve, QUIET)).then(() => this.fetchWanted());
    return this.fetching;
  }

  async fetchWanted() {
    const wanted = this.wanted;
    this.wanted = new Set();
    this.fetching = null;
    const { me, channel, thread } = this;
    const jobs = [];
    if (wanted.has("state"))
      jobs.push(
        this.load(
          "state",
          get("state", { as: me }),
          () => this.me === me,
          (answer) => this.keepState(answer),
        ),
      );
    if (wanted.has("messages") && channel) {
      jobs.push(
        this.load(
          "messages",
          get("messages", { as: me, channel }),
          () => this.me === me && this.channel === channel,
          (answer) => {
            this.messages = answer.messages ?? [];
            this.loaded.channel = channel;
          },
        ),
      );
    }
    if (wanted.has("thread") && thread) {
      jobs.push(
        this.load(
          "thread",
          get("messages", { as: me, channel, thread_ts: thread }),
          () => this.me === me && this.thread === thread,
          (answer) => {
            this.replies = answer.messages ?? [];
            this.loaded.thread = thread;
          },
        ),
      );
    }
    const done = (await Promise.all(jobs)).filter(Boolean);
    if (done.length) this.tell(...done);
  }

  async load(name, asking, stillWanted, keep) {
    // Answers may overtake one another: an older one never replaces a newer one.
    const turn = (this.asked += 1);
    const answer = await asking;
    if (!stillWanted() || turn < (this.kept[name] ?? 0) || answer.unreachable) return null;
    if (answer.ok === false) {
      this.lastTrouble = sentence(answer.error);
      return "trouble";
    }
    this.kept[name] = turn;
    keep(answer);
    return name;
  }

  keepState(answer) {
    this.state = { ...answer, conversations: answer.conversations ?? [], modals: answer.modals ?? [] };
    if (answer.clock) this.clock.hear(answer.clock);
  }

  /** Show that the app is at work since the person did something on a surface; returns the way to end it. */
  working(container) {
    const token = Symbol("work");
    const place = container.type === "view" ? "view" : container.channel;
    const end = () => {
      if (this.busy.delete(token)) this.tell("status");
    };
    this.busy.set(token, { place, end, since: performance.now() });
    setTimeout(end, PATIENCE);
    this.tell("status");
    return end;
  }

  /** The app has shown a sign of life somewhere: it is no longer "working" on what was asked. */
  answered() {
    for (const { end } of [...this.busy.values()]) end();
    if (this.status) {
      this.status = null;
      this.tell("status");
    }
  }

  /** What the app is doing in a conversation, in words, or null. */
  statusIn(channel) {
    if (this.status && this.status.channel === channel && this.status.text)
      return `${this.bot.real_name} ${this.status.text}`;
    if ([...this.busy.values()].some((one) => one.place === channel))
      return `${this.bot.real_name} is working…`;
    return null;
  }

  get viewBusy() {
    return [...this.busy.values()].some((one) => one.place === "view");
  }
}

// Half-typed texts, per person and conversation. They outlive a reload of this browser tab.
const KEY = "playground-drafts";

/** The half-typed texts of this tab. */
export const drafts = {
  all: readDrafts(),
  get(key) {
    return this.all[key] ?? "";
  },
  set(key, text) {
    if (text) this.all[key] = text;
    else delete this.all[key];
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.all));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // storage is full or switched off: kept in memory only
    }
  },
};

function readDrafts() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return {};
    throw error;
  }
}
