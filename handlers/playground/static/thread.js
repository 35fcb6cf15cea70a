// A thread beside the conversation; on a phone it fills the screen.

import { post, sentence } from "./api.js";
import { Composer } from "./composer.js";
import { fill, h, isNarrow } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessages } from "./messages.js";
import { anyOpen } from "./popover.js";
import { toast } from "./toasts.js";

export class Thread {
  constructor(place, store, acts) {
    this.place = place;
    this.store = store;
    this.acts = { runShortcut: acts.runShortcut };
    this.closeThread = acts.closeThread;
    place.dataset.testid = "thread-panel";
    this.where = h("small", {});
    this.list = h("ol", { class: "messages" });
    this.status = h("p", { class: "working", role: "status", hidden: true });
    this.composer = new Composer({
      send: (text) => this.send(text),
      people: () => [store.bot, ...store.boot.users],
      names: { box: "thread-composer", send: "thread-send" },
    });
    const close = h(
      "button",
      {
        type: "button",
        class: "icon-button thread-close",
        "aria-label": "Close the thread",
        "data-testid": "thread-close",
        on: { click: () => this.closeThread() },
      },
      icon(isNarrow() ? "back" : "close"),
    );
    this.scroller = h("div", { class: "scroller" }, this.list);
    fill(
      place,
      h(
        "header",
        { class: "place-head" },
        close,
        h("h2", { class: "place-title" }, h("span", {}, "Thread"), this.where),
      ),
      this.scroller,
      this.status,
      this.composer.node,
    );
    place.addEventListener(
      "keydown",
      (event) => event.key === "Escape" && !event.defaultPrevented && !anyOpen() && this.closeThread(),
    );
    store.listen((what) => this.changed(what));
  }

  /** The thread, the person or the conversation changed. */
  arrive() {
    const { store } = this;
    const open = store.thread !== null && !(store.isBotChat() && store.tab === "home");
    this.place.hidden = !open;
    document.body.classList.toggle("thread-open", open);
    document.getElementById("main").inert = open && isNarrow();
    if (!open) return;
    const key = `${store.me}|${store.channel}|${store.thread}`;
    if (this.shown !== key) {
      this.shown = key;
      this.list.replaceChildren();
    }
    this.where.textContent = store.isBotChat()
      ? store.bot.real_name
      : `#${store.names.channel(store.channel) ?? ""}`;
    this.composer.show(key, "Reply…");
    this.changed(new Set(["thread", "status"]));
  }

  focus() {
    this.composer.focus();
  }

  changed(what) {
    const { store } = this;
    if (this.place.hidden || !store.thread) return;
    if (what.has("thread") && store.loaded.thread === store.thread) this.draw();
    const words = store.statusIn(store.channel);
    this.status.hidden = !words;
    if (words)
      fill(this.status, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), words);
  }

  draw() {
    const { store } = this;
    const parent = store.messages.find((message) => message.ts === store.thread);
    const all =
      store.replies.some((message) => message.ts === store.thread) || !parent
        ? store.replies
        : [parent, ...store.replies];
    const grew = all.length > this.list.querySelectorAll(".message").length;
    drawMessages(this.list, all, store, this.acts);
    if (grew) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  async send(text) {
    const { store } = this;
    const { me, channel, thread } = store;
    const forBot = store.isBotChat() || new RegExp(`@${store.bot.real_name}\\b`, "i").test(text);
    const done = forBot ? store.working({ type: "message", channel }) : () => {};
    const answer = await post("say", { as: me, channel, text, thread_ts: thread });
    if (answer.ok === false) {
      done();
      toast(sentence(answer.error));
      return false;
    }
    store.refresh(["messages", "thread", "state"]);
    return true;
  }
}
