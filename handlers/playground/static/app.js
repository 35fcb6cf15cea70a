// The page: who acts, where they are, and what happens when the server says that something changed.
//
// Stable names for tests (data-testid):
//   person-switch, person-<user>       who acts; the list opens on the switch
//   conv-<channel>                     a conversation in the side;  menu: opens the side on a phone
//   tab-home, tab-messages, home       the bot's tabs and its App Home
//   messages, msg-<ts>                 the list and each message;  reply-<ts>, replies-<ts>: open its thread
//   message-menu-<ts>, message-shortcut-<callback_id>, shortcuts, composer-shortcuts, shortcut-<callback_id>
//   composer, send                     writing;  composer-offers: commands and names offered while typing
//   thread-panel, thread-composer, thread-send, thread-close     (its messages are msg-<ts>, too)
//   modal, modal-submit, modal-close, modal-x, modal-back, modal-error, field-error
//   confirm, confirm-ok, confirm-deny  the question before an action
//   clock-now, clock-hour, clock-morning, clock-week
//   faults-open, faults, fault-kind, fault-start, faults-clear, faults-close
//   working                            "Doorstep is working..."; toast, link-state: what went wrong
//   cannot-draw                        the note in place of what this page has no drawing for
//   select-search, calendar-previous, calendar-next
// Every control of a block carries data-action-id and data-block-id. Options and choices carry data-value, days of a
// calendar data-date; a select's trigger carries the chosen value(s) in data-value; a view's dialogue data-callback-id.

import { get, post, sentence, Stream } from "./api.js";
import { Clock } from "./clock.js";
import { Conversation } from "./conversation.js";
import { isNarrow } from "./dom.js";
import { openFaults } from "./faults.js";
import { icon } from "./icons.js";
import { Modals } from "./modal.js";
import { anyOpen } from "./popover.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { Thread } from "./thread.js";
import { toast } from "./toasts.js";

const RETRY = 1500;
const SETTING_UP = 3000; // how long Home may take before it counts as empty
const ELSEWHERE = 5000; // how often to look whether someone else has a new message

async function start() {
  const boot = await get("boot");
  if (boot.ok === false) {
    document.getElementById("starting").textContent = `${sentence(boot.error)} Trying again…`;
    setTimeout(start, RETRY);
    return;
  }
  document.getElementById("brand-door").append(icon("door", 18));
  document.getElementById("brand-name").textContent = boot.team.name;
  const clock = new Clock(document.getElementById("clock"));
  clock.hear(boot.clock);
  new App(new Store(boot, clock)).begin();
}

class App {
  constructor(store) {
    this.store = store;
    this.main = document.getElementById("main");
    const acts = {
      actAs: (id) => this.actAs(id),
      openConversation: (id, tab) => this.openConversation(id, tab),
      openTab: (tab) => this.openTab(tab),
      openThread: (ts) => this.openThread(ts),
      closeThread: () => this.closeThread(),
      openFaults,
      globalShortcuts: () => this.globalShortcuts(),
      runShortcut: (shortcut, message) => this.runShortcut(shortcut, message),
    };
    this.sidebar = new Sidebar(document.getElementById("side"), store, acts);
    this.conversation = new Conversation(this.main, store, acts);
    this.thread = new Thread(document.getElementById("thread"), store, acts);
    this.modals = new Modals(store);
    this.lastSeen = new Map();
    store.clock.onJump = () => store.refresh();
    store.listen((what) => this.changed(what));
  }

  begin() {
    document.querySelector(".skip").addEventListener("click", (event) => {
      if (this.conversation.talk.hidden) return;
      event.preventDefault();
      this.conversation.composer.focus();
    });
    const menu = document.getElementById("menu-open");
    menu.append(icon("menu"));
    menu.addEventListener("click", () =>
      this.sidebar.setOpen(!document.body.classList.contains("side-open")),
    );
    document.addEventListener("keydown", (event) => {
      const open = document.body.classList.contains("side-open");
      if (event.key === "Escape" && open && !event.defaultPrevented && !anyOpen())
        this.sidebar.setOpen(false);
    });
    document.addEventListener("click", (event) => {
      if (document.body.classList.contains("side-open") && event.target === document.body)
        this.sidebar.setOpen(false);
    });
    window.addEventListener("resize", () =>
      this.sidebar.setOpen(document.body.classList.contains("side-open") && isNarrow()),
    );
    document.addEventListener("visibilitychange", () => document.hidden || this.store.refresh());
    setInterval(() => this.lookElsewhere(), ELSEWHERE);
    this.sidebar.setOpen(false);
    const place = new URLSearchParams(location.hash.slice(1));
    const wanted = this.store.users.has(place.get("as"))
      ? place.get("as")
      : (this.store.boot.users.find((user) => user.featured)?.id ?? this.store.boot.users[0].id);
    this.actAs(wanted, { channel: place.get("in"), tab: place.get("tab"), thread: place.get("thread") });
  }

  // No event tells that the bot has connected, or that someone else has a new message.
  lookElsewhere() {
    const { unread_by_person: others, connected } = this.store.state;
    if (!document.hidden && (others || connected === false)) this.store.refresh(["state"]);
  }

  /** Become someone; their drafts, open forms and last place are as they were left. */
  async actAs(id, place = this.lastSeen.get(id) ?? {}) {
    const { store } = this;
    if (store.me)
      this.lastSeen.set(store.me, { channel: store.channel, tab: store.tab, thread: store.thread });
    store.me = id;
    store.busy.clear();
    store.status = null;
    store.channel = null;
    store.thread = null;
    store.state = { conversations: [], im: null, home: null, modals: [] };
    store.loaded = { channel: null, thread: null };
    this.stream?.close();
    this.stream = new Stream(
      id,
      (event) => this.heard(event),
      (connected, again) => this.linked(connected, again),
    );
    await store.refresh(["state"]);
    while (store.me === id && !store.state.im) {
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      await store.refresh(["state"]);
    }
    if (store.me !== id) return;
    const known = store.state.conversations.some((one) => one.id === place.channel);
    this.openConversation(
      known ? place.channel : store.state.im,
      place.tab === "home" ? "home" : "messages",
      known ? (place.thread ?? null) : null,
    );
    this.sidebar.draw();
  }

  openConversation(id, tab = this.store.tab, thread = null) {
    const { store } = this;
    const bot = id === store.state.im;
    if (store.channel !== id) {
      store.messages = [];
      store.loaded.channel = null;
    }
    store.channel = id;
    store.tab = bot ? (tab ?? "messages") : "messages";
    store.thread = thread;
    store.loaded.thread = null;
    if (bot) post("home", { as: store.me, tab: store.tab });
    if (bot && tab === "home" && !store.state.home) setTimeout(store.working({ type: "view" }), SETTING_UP);
    this.arrive();
    this.sidebar.setOpen(false);
    store.refresh(["messages", "thread", "state"]);
  }

  openTab(tab) {
    if (this.store.tab === tab && tab !== "home") return;
    this.openConversation(this.store.channel, tab, tab === "messages" ? this.store.thread : null);
  }

  openThread(ts) {
    this.store.thread = ts;
    this.store.replies = [];
    this.store.loaded.thread = null;
    this.arrive();
    this.thread.focus();
    this.store.refresh(["thread"]);
  }

  closeThread() {
    const ts = this.store.thread;
    this.store.thread = null;
    this.arrive();
    const back = document.querySelector(
      `#main [data-testid="replies-${ts}"], #main [data-testid="reply-${ts}"]`,
    );
    (back ?? this.conversation.composer.box).focus();
  }

  arrive() {
    this.conversation.arrive();
    this.thread.arrive();
    this.sidebar.draw();
    const { me, channel, tab, thread } = this.store;
    const words = new URLSearchParams({
      as: me,
      in: channel,
      ...(tab === "home" ? { tab } : {}),
      ...(thread ? { thread } : {}),
    });
    history.replaceState(null, "", `#${words}`);
  }

  changed(what) {
    const { store } = this;
    if (what.has("messages")) this.markRead();
    if (what.has("messages") || what.has("thread")) {
      // Something by the bot that was not there before is the answer that "working" waited for.
      const said = [...store.messages, ...store.replies].map((message) =>
        message.user === store.me ? message.reply_count : message.ts,
      );
      const mark = `${store.me}|${store.channel}|${said.filter(Boolean).join()}`;
      if (this.botMark !== undefined && this.botMark !== mark && store.loaded.channel === store.channel)
        store.answered();
      this.botMark = mark;
    }
    if (what.has("trouble")) toast(store.lastTrouble);
    if (what.has("state")) {
      const unread = store.state.conversations.reduce(
        (sum, one) => sum + (one.id === store.channel ? 0 : one.unread),
        0,
      );
      document.title = `${unread ? `(${unread}) ` : ""}${store.person().real_name} · Doorstep playground`;
    }
  }

  markRead() {
    const { store } = this;
    const conversation = store.conversation();
    const visible = !document.hidden && !(store.isBotChat() && store.tab === "home");
    if (conversation?.unread && visible && store.loaded.channel === store.channel)
      post("read", { as: store.me, channel: store.channel }).then(() => store.refresh(["state"]));
  }

  heard(event) {
    const { store } = this;
    switch (event.type) {
      case "typing":
        store.status = event.status ? { channel: event.channel, text: event.status } : null;
        store.tell("status");
        break;
      case "toast":
        toast(event.text, event.kind);
        break;
      case "clock":
        store.clock.hear({ available: true, now: event.now });
        store.refresh();
        break;
      case "faults":
        break;
      case "modal":
      case "home":
        store.answered();
        store.refresh(["state"]);
        break;
      default:
        if (event.type === "update" || event.type === "delete") store.answered();
        store.refresh();
    }
  }

  linked(connected, again) {
    const { store } = this;
    const was = store.connected;
    store.connected = connected;
    if (connected && again) store.refresh();
    if (was !== connected) store.tell("link");
  }

  globalShortcuts() {
    return (this.store.boot.shortcuts ?? [])
      .filter((one) => one.type === "global")
      .map((one) => ({
        label: one.name,
        note: one.description,
        value: one.callback_id,
        testid: `shortcut-${one.callback_id}`,
        icon: icon("bolt", 18),
        pick: () => this.runShortcut(one),
      }));
  }

  async runShortcut(shortcut, message) {
    const { store } = this;
    const done = store.working({ type: "message", channel: store.channel });
    this.sidebar.setOpen(false);
    const where = message ? { channel: store.channel, message_ts: message.ts } : {};
    const answer = await post("shortcut", { as: store.me, callback_id: shortcut.callback_id, ...where });
    setTimeout(done, 1500);
    if (answer.ok === false) toast(sentence(answer.error));
    store.refresh();
  }
}

start();
