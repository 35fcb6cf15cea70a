// Where a person writes: drafts that survive, Enter to send, slash commands and @names offered while typing.

import { drafts } from "./store.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";

const TALLEST = 180;

/**
 * A composer. `send(text)` resolves to true when the text went out; `commands` and `people()` feed the suggestions;
 * `tools` are buttons placed before the send button; `names` are the test ids {box, send}.
 */
export class Composer {
  constructor({ send, commands = [], people = () => [], tools = [], names }) {
    this.sendText = send;
    this.commands = commands;
    this.people = people;
    this.key = null;
    this.offers = [];
    this.at = 0;
    const listId = freshId("offers");
    this.box = h("textarea", {
      class: "composer-box",
      rows: 1,
      "data-testid": names.box,
      "aria-autocomplete": "list",
      "aria-controls": listId,
      autocomplete: "off",
      on: {
        input: () => this.typed(),
        keydown: (event) => this.keydown(event),
        blur: () => setTimeout(() => this.offer([]), 150),
      },
    });
    this.list = h("div", {
      class: "offers",
      role: "listbox",
      id: listId,
      "aria-label": "Suggestions",
      hidden: true,
      "data-testid": `${names.box}-offers`,
    });
    this.hint = h("p", { class: "usage-hint", hidden: true });
    this.button = h(
      "button",
      {
        type: "button",
        class: "send",
        "aria-label": "Send",
        "data-testid": names.send,
        disabled: true,
        on: { click: () => this.send() },
      },
      icon("send"),
    );
    this.node = h(
      "div",
      { class: "composer" },
      this.list,
      h(
        "div",
        { class: "composer-frame" },
        this.box,
        h("div", { class: "composer-foot" }, tools, this.hint, this.button),
      ),
    );
  }

  /** Show the draft of a person and conversation. */
  show(key, placeholder) {
    this.key = key;
    this.box.placeholder = placeholder;
    this.box.setAttribute("aria-label", placeholder);
    this.box.value = drafts.get(key);
    this.offer([]);
    this.afterChange();
  }

  focus() {
    this.box.focus();
  }

  typed() {
    drafts.set(this.key, this.box.value);
    this.afterChange();
    this.offer(this.matching());
  }

  afterChange() {
    this.button.disabled = !this.box.value.trim();
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(TALLEST, this.box.scrollHeight)}px`;
    const command = this.commands.find(
      (one) => this.box.value === one.command || this.box.value.startsWith(`${one.command} `),
    );
    this.hint.hidden = !command?.usage_hint;
    this.hint.textContent = command?.usage_hint ? `${command.command} ${command.usage_hint}` : "";
  }

  matching() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const slash = /^\/(\S*)$/.exec(before);
    if (slash) {
      return this.commands
        .filter((one) => one.command.slice(1).startsWith(slash[1].toLowerCase()))
        .map((one) => ({
          title: one.command,
          note: [one.usage_hint, one.description].filter(Boolean).join(" · "),
          insert: `${one.command} `,
          length: before.length,
          picture: icon("bolt", 18),
        }));
    }
    const name = /(^|\s)@([\p{L}'-]*(?: [\p{L}'-]*)?)$/u.exec(before);
    if (!name) return [];
    const said = name[2].toLowerCase();
    return this.people()
      .filter((one) => one.real_name.toLowerCase().startsWith(said) && one.real_name.toLowerCase() !== said)
      .slice(0, 6)
      .map((one) => ({
        title: one.real_name,
        note: one.is_bot ? "app" : one.note,
        insert: `@${one.real_name} `,
        length: name[2].length + 1,
        picture: avatar(one, 24),
      }));
  }

  offer(offers) {
    this.offers = offers;
    this.at = 0;
    this.list.hidden = !offers.length;
    this.list.replaceChildren(
      ...offers.map((one, index) =>
        h(
          "div",
          {
            class: "option",
            role: "option",
            id: freshId("offer"),
            on: {
              pointerdown: (event) => {
                event.preventDefault();
                this.take(index);
              },
            },
          },
          one.picture,
          h(
            "span",
            { class: "option-words" },
            h("span", {}, one.title),
            one.note ? h("small", {}, one.note) : null,
          ),
        ),
      ),
    );
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((node, index) => {
      node.classList.toggle("active", index === this.at);
      node.setAttribute("aria-selected", String(index === this.at));
    });
    const active = this.list.children[this.at];
    if (active) this.box.setAttribute("aria-activedescendant", active.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const { insert, length } = this.offers[index];
    const end = this.box.selectionStart;
    this.box.setRangeText(insert, end - length, end, "end");
    this.offer([]);
    this.typed();
    this.focus();
  }

  keydown(event) {
    if (event.isComposing) return;
    const open = this.offers.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + this.offers.length) % this.offers.length;
      this.mark();
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !this.isWhole()))) {
      event.preventDefault();
      this.take(this.at);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.offer([]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  // "/visit" typed in full is sent by Enter: only an unfinished word is completed first.
  isWhole() {
    return this.commands.some((one) => one.command === this.box.value.trim());
  }

  async send() {
    const text = this.box.value;
    if (!text.trim()) return;
    const { key } = this;
    this.offer([]);
    drafts.set(key, "");
    if (this.key === key) this.box.value = "";
    this.afterChange();
    if (await this.sendText(text)) return;
    // It did not go out: the words come back, before anything typed since.
    const since = drafts.get(key);
    drafts.set(key, since ? `${text}\n${since}` : text);
    if (this.key === key) {
      this.box.value = drafts.get(key);
      this.afterChange();
    }
  }
}
