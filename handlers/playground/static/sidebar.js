// The side of the page: who acts, shortcuts, conversations, and the drawer that makes Slack misbehave.

import { fill, h, isNarrow, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { moveFocus, openMenu, openPopover, toggles } from "./popover.js";

export class Sidebar {
  constructor(place, store, acts) {
    this.place = place;
    this.store = store;
    this.acts = acts;
    this.person = toggles(
      h("button", { type: "button", class: "person-switch", "data-testid": "person-switch" }),
      () => this.openPeople(),
    );
    this.groups = [
      group("Direct messages", (one) => one.type === "im"),
      group("Channels", (one) => one.type !== "im"),
    ];
    const globals = (store.boot.shortcuts ?? []).filter((one) => one.type === "global");
    const shortcuts = globals.length
      ? toggles(
          h(
            "button",
            { type: "button", class: "side-row", "data-testid": "shortcuts" },
            icon("bolt", 18),
            h("span", {}, "Shortcuts"),
          ),
          (anchor) => openMenu(anchor, acts.globalShortcuts(), { label: "Shortcuts" }),
          "menu",
        )
      : null;
    fill(
      place,
      h(
        "div",
        { class: "side-scroll" },
        h("p", { class: "workspace" }, store.boot.team.name),
        h("p", { class: "side-label", "aria-hidden": "true" }, "Act as"),
        this.person,
        shortcuts,
        this.groups.map(({ section }) => section),
      ),
      h(
        "div",
        { class: "side-foot" },
        h(
          "button",
          {
            type: "button",
            class: "side-row quiet",
            "data-testid": "faults-open",
            on: { click: () => acts.openFaults() },
          },
          icon("mask", 18),
          h("span", {}, "Make Slack misbehave"),
        ),
      ),
    );
    store.listen((what) => what.has("state") && this.draw());
  }

  draw() {
    const { store } = this;
    const me = store.person();
    const elsewhere = Object.entries(store.state.unread_by_person ?? {}).some(
      ([id, count]) => id !== store.me && count > 0,
    );
    fill(
      this.person,
      avatar(me, 34),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "sr-only" }, "Act as: "),
        h("strong", {}, me.real_name),
        h("small", {}, me.note ?? ""),
      ),
      elsewhere
        ? h("span", { class: "dot", role: "img", "aria-label": "Someone else has a new message" })
        : null,
      icon("down", 16),
    );
    for (const { list, section, of } of this.groups) {
      const rows = store.state.conversations.filter(of);
      section.hidden = !rows.length;
      reconcile(list, rows, {
        key: (one) => one.id,
        signature: (one) => JSON.stringify([one, one.id === store.channel, store.tab]),
        draw: (one) => this.row(one),
      });
    }
  }

  row(conversation) {
    const { store } = this;
    const bot = conversation.id === store.state.im;
    const here = conversation.id === store.channel;
    const name = bot ? store.bot.real_name : conversation.name;
    const unread = here && !(bot && store.tab === "home") ? 0 : conversation.unread;
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: `side-row${unread ? " unread" : ""}`,
          "data-testid": `conv-${conversation.id}`,
          "aria-current": here ? "page" : null,
          on: { click: () => this.acts.openConversation(conversation.id) },
        },
        bot ? avatar(store.bot, 20) : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
        h("span", { class: "side-name" }, name),
        bot ? h("span", { class: "app-badge" }, "APP") : null,
        unread
          ? h(
              "span",
              { class: "badge", "aria-label": `${unread} unread` },
              unread > 99 ? "99+" : String(unread),
            )
          : null,
      ),
    );
  }

  openPeople() {
    const { store } = this;
    const rows = [];
    const entry = (user) => {
      const unread = store.state.unread_by_person?.[user.id] ?? 0;
      const node = h(
        "button",
        {
          type: "button",
          class: "person",
          role: "option",
          "aria-selected": String(user.id === store.me),
          "data-testid": `person-${user.id}`,
          tabindex: "-1",
          on: {
            click: () => {
              close();
              this.acts.actAs(user.id);
            },
          },
        },
        avatar(user, 34),
        h(
          "span",
          { class: "person-words" },
          h("strong", {}, user.real_name),
          h("small", {}, user.note ?? ""),
        ),
        unread ? h("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread)) : null,
        user.id === store.me ? icon("tick", 16) : null,
      );
      rows.push(node);
      return node;
    };
    const featured = store.boot.users.filter((user) => user.featured);
    const others = store.boot.users.filter((user) => !user.featured);
    const list = h(
      "div",
      {
        class: "people",
        role: "listbox",
        "aria-label": "Act as",
        on: { keydown: (event) => moveFocus(event, rows) },
      },
      featured.map(entry),
      featured.length && others.length
        ? h("p", { class: "option-label", role: "presentation" }, "Others")
        : null,
      others.map(entry),
    );
    const close = openPopover(this.person, list, { label: "Act as", role: "none", minWidth: 270 });
    (rows.find((row) => row.getAttribute("aria-selected") === "true") ?? rows[0])?.focus();
  }

  /** On a phone the side is a drawer. */
  setOpen(open) {
    const was = document.body.classList.contains("side-open");
    document.body.classList.toggle("side-open", open);
    document.getElementById("menu-open").setAttribute("aria-expanded", String(open));
    this.place.inert = isNarrow() && !open;
    document.getElementById("main").inert =
      isNarrow() && (open || document.body.classList.contains("thread-open"));
    if (open) this.person.focus();
    else if (was && isNarrow()) document.getElementById("menu-open").focus();
  }
}

function group(words, of) {
  const list = h("ul");
  return { list, of, section: h("section", {}, h("h2", { class: "side-label" }, words), list) };
}
