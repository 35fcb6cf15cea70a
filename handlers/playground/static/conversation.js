// The middle of the page: a conversation with its composer, or the bot's App Home.

import { post, sentence } from "./api.js";
import { Composer } from "./composer.js";
import { announce, fill, h } from "./dom.js";
import { drawHome } from "./home.js";
import { icon } from "./icons.js";
import { drawMessages } from "./messages.js";
import { plainText } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { openMenu, toggles } from "./popover.js";
import { toast } from "./toasts.js";

const NEAR = 90; // pixels from the end within which the list follows new messages

export class Conversation {
  constructor(place, store, acts) {
    this.store = store;
    this.acts = acts;
    this.place = place;
    this.title = h("h1", { class: "place-title", tabindex: "-1" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Doorstep" });
    this.tabHome = this.tab("home", "Home");
    this.tabMessages = this.tab("messages", "Messages");
    this.tabs.append(this.tabHome, this.tabMessages);
    this.tabs.addEventListener("keydown", (event) => this.tabKeys(event));
    this.home = h("div", {
      class: "home",
      id: "panel-home",
      role: "tabpanel",
      "aria-labelledby": "tab-home",
      "data-testid": "home",
    });
    this.link = h("p", { class: "link-state", role: "status", "data-testid": "link-state", hidden: true });
    this.list = h("ol", { class: "messages", "data-testid": "messages" });
    this.start = h("div", { class: "conversation-start" });
    this.scroller = h(
      "div",
      { class: "scroller", tabindex: "-1", on: { scroll: () => this.scrolled() } },
      this.start,
      this.list,
    );
    this.more = h(
      "button",
      { type: "button", class: "jump-down", hidden: true, on: { click: () => this.toEnd() } },
      icon("down", 16),
      "New messages",
    );
    this.status = h("p", { class: "working", role: "status", "data-testid": "working", hidden: true });
    this.prompts = h("div", { class: "prompts", hidden: true });
    const globals = (store.boot.shortcuts ?? []).filter((one) => one.type === "global");
    const shortcuts = globals.length
      ? toggles(
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Shortcuts",
              title: "Shortcuts",
              "data-testid": "composer-shortcuts",
            },
            icon("bolt", 18),
          ),
          (anchor) => openMenu(anchor, acts.globalShortcuts(), { label: "Shortcuts" }),
          "menu",
        )
      : null;
    this.composer = new Composer({
      send: (text) => this.send(text),
      commands: store.boot.commands ?? [],
      people: () => this.mentionable(),
      tools: [shortcuts],
      names: { box: "composer", send: "send" },
    });
    this.talk = h(
      "div",
      { class: "talk", id: "panel-messages" },
      this.scroller,
      this.more,
      this.prompts,
      this.status,
      this.composer.node,
    );
    fill(place, h("header", { class: "place-head" }, this.title, this.tabs), this.link, this.home, this.talk);
    new ResizeObserver(() => this.follow && this.toEnd()).observe(this.list);
    this.follow = true;
    store.listen((what) => this.changed(what));
  }

  tab(name, words) {
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        "aria-controls": `panel-${name}`,
        "data-testid": `tab-${name}`,
        class: "tab",
        on: { click: () => this.acts.openTab(name) },
      },
      words,
    );
  }

  tabKeys(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = this.store.tab === "home" ? "messages" : "home";
    this.acts.openTab(other);
    (other === "home" ? this.tabHome : this.tabMessages).focus();
  }

  mentionable() {
    const members = this.store.boot.channels.find((one) => one.id === this.store.channel)?.members;
    const people = this.store.boot.users.filter(
      (user) => user.id !== this.store.me && (!members || members.includes(user.id)),
    );
    return [this.store.bot, ...people];
  }

  /** The person, conversation or tab changed. */
  arrive() {
    const { store } = this;
    const bot = store.isBotChat();
    const home = bot && store.tab === "home";
    const name = this.nameOf();
    fill(
      this.title,
      bot ? avatar(store.bot, 24) : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
      h("span", {}, name),
      bot ? h("span", { class: "app-badge" }, "APP") : null,
    );
    this.tabs.hidden = !bot;
    for (const [node, name, on] of [
      [this.tabHome, "home", home],
      [this.tabMessages, "messages", !home],
    ]) {
      node.setAttribute("aria-selected", String(on));
      node.tabIndex = on ? 0 : -1;
      node.dataset.on = name;
    }
    this.home.hidden = !home;
    this.talk.hidden = home;
    if (bot) {
      this.talk.setAttribute("role", "tabpanel");
      this.talk.setAttribute("aria-labelledby", "tab-messages");
    } else {
      this.talk.removeAttribute("role");
      this.talk.removeAttribute("aria-labelledby");
    }
    this.composer.show(`${store.me}|${store.channel}`, bot ? `Message ${name}` : `Message #${name}`);
    const key = `${store.me}|${store.channel}`;
    if (this.shown !== key) {
      this.shown = key;
      this.list.replaceChildren();
      this.start.replaceChildren();
      this.known = null;
      this.follow = true;
    }
    this.changed(new Set(["state", "messages", "status"]));
  }

  nameOf() {
    const { store } = this;
    if (store.isBotChat()) return store.bot.real_name;
    return store.names.channel(store.channel) ?? store.conversation()?.name ?? "";
  }

  changed(what) {
    const { store } = this;
    if (!store.channel) return;
    if (what.has("messages") && store.loaded.channel === store.channel) this.drawList();
    if (what.has("state")) {
      if (!this.home.hidden) drawHome(this.home, store);
      this.drawPrompts();
    }
    if (what.has("state") || what.has("link")) this.drawLink();
    if (what.has("status") || what.has("state")) {
      const words = store.statusIn(store.channel);
      this.status.hidden = !words;
      if (words)
        fill(this.status, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), words);
      this.home.classList.toggle("busy", store.viewBusy);
      if (!this.home.hidden && !store.state.home) drawHome(this.home, store);
    }
  }

  drawList() {
    const { store } = this;
    const messages = store.messages;
    const stay = this.follow;
    if (!messages.length) this.welcome();
    else this.start.replaceChildren();
    drawMessages(this.list, messages, store, this.acts);
    this.tellNew(messages);
    if (stay) this.toEnd();
    else this.more.hidden = !this.hasNew;
  }

  // Screen readers hear what others wrote since the last look; the jump button shows for the same messages.
  tellNew(messages) {
    const { store } = this;
    const others = messages.filter((message) => message.user !== store.me);
    if (this.known) {
      const fresh = others.filter((message) => !this.known.has(message.ts));
      for (const message of fresh.slice(-2))
        announce(
          `${store.names.user(message.user) ?? store.bot.real_name}: ${message.text || "a new message"}`,
        );
      if (fresh.length && !this.follow) this.hasNew = true;
    }
    this.known = new Set(others.map((message) => message.ts));
  }

  welcome() {
    const bot = this.store.isBotChat();
    const words = bot
      ? `This is the start of your messages with ${this.nameOf()}.`
      : `This is the start of #${this.nameOf()}.`;
    fill(
      this.start,
      h(
        "div",
        { class: "welcome" },
        bot ? avatar(this.store.bot, 56) : h("span", { class: "welcome-hash", "aria-hidden": "true" }, "#"),
        h("h2", {}, bot ? this.nameOf() : `#${this.nameOf()}`),
        h(
          "p",
          {},
          words,
          " ",
          bot
            ? "Write below to ask something, or open its Home."
            : `Write @${this.store.bot.real_name} to ask here.`,
        ),
      ),
    );
  }

  drawLink() {
    const { store } = this;
    const name = store.bot.real_name;
    let words = "";
    if (!store.connected) words = "The playground is not answering. Trying again…";
    else if (store.state.connected === false) words = `${name} is not connected.`;
    this.link.hidden = !words;
    this.link.textContent = words;
  }

  drawPrompts() {
    const { store } = this;
    const offered = store.isBotChat() ? store.state.prompts : null;
    this.prompts.hidden = !offered?.prompts?.length;
    if (this.prompts.hidden) return;
    fill(
      this.prompts,
      offered.title ? h("p", {}, plainText(offered.title)) : null,
      offered.prompts.map((one) =>
        h(
          "button",
          { type: "button", class: "button small", on: { click: () => this.send(one.message) } },
          plainText(one.title),
        ),
      ),
    );
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.follow = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.follow) {
      this.hasNew = false;
      this.more.hidden = true;
    }
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.follow = true;
    this.hasNew = false;
    this.more.hidden = true;
  }

  async send(text) {
    const { store } = this;
    const { me, channel } = store;
    this.follow = true;
    const slash = /^\s*(\/[a-z0-9_-]+)(?:\s+([\s\S]*))?$/i.exec(text);
    const command =
      slash && (store.boot.commands ?? []).find((one) => one.command === slash[1].toLowerCase());
    if (slash && !command) {
      toast(
        `${slash[1]} is not a command here. Try ${(store.boot.commands ?? []).map((one) => one.command).join(", ") || "a message without the slash"}.`,
      );
      return false;
    }
    const forBot = command || store.isBotChat() || new RegExp(`@${store.bot.real_name}\\b`, "i").test(text);
    const done = forBot ? store.working({ type: "message", channel }) : () => {};
    const answer = command
      ? await post("command", { as: me, channel, command: command.command, text: (slash[2] ?? "").trim() })
      : await post("say", { as: me, channel, text });
    if (answer.ok === false) {
      done();
      toast(sentence(answer.error));
      return false;
    }
    if (command) setTimeout(done, 2500);
    store.refresh(["messages", "state"]);
    return true;
  }
}
