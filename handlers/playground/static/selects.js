// Every kind of select menu: static, external, people, conversations and channels, for one choice or several.

import { commit, ids } from "./acting.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { openPopover, toggles } from "./popover.js";

const FIELDS = {
  static: ["selected_option", "initial_option"],
  external: ["selected_option", "initial_option"],
  users: ["selected_user", "initial_user"],
  conversations: ["selected_conversation", "initial_conversation"],
  channels: ["selected_channel", "initial_channel"],
};
const SEARCH_FROM = 7; // fewer options than this are read faster than searched

/** A select menu element. */
export function select(item, ctx) {
  const many = item.type.startsWith("multi_");
  const kind = item.type.replace("multi_", "").replace("_select", "");
  const [field, initialField] = FIELDS[kind].map((name) => (many ? `${name}s` : name));
  const directory = kind !== "static" && kind !== "external";
  const { surface } = ctx;
  const initial = item[initialField] ?? (many ? [] : null);
  const stored = () =>
    surface.form.value(ctx.blockId, item.action_id, { type: item.type, [field]: initial })[field];
  const known = () =>
    directory
      ? people(kind, surface)
      : (item.options ?? (item.option_groups ?? []).flatMap((group) => group.options));
  const chosen = () => {
    const list = many ? stored() : stored() === null ? [] : [stored()];
    if (!directory) return list;
    return list.map(
      (id) =>
        known().find((one) => one.value === id) ?? { text: { type: "plain_text", text: id }, value: id },
    );
  };
  const store = (options) => {
    const values = directory
      ? options.map((one) => one.value)
      : options.map(({ text, value, description }) => ({
          text,
          value,
          ...(description ? { description } : {}),
        }));
    return { type: item.type, [field]: many ? values : (values[0] ?? null) };
  };

  const words = h("span", { class: "select-words" });
  const trigger = h(
    "button",
    {
      type: "button",
      class: `select${many ? " many" : ""}`,
      ...ids(item, ctx),
      role: "combobox",
      "aria-describedby": ctx.describedBy,
      "data-focus-on-load": item.focus_on_load,
      "aria-required": ctx.required ? "true" : null,
    },
    words,
    icon("down", 16),
  );
  words.id = freshId("select");
  if (ctx.labelledBy) trigger.setAttribute("aria-labelledby", `${ctx.labelledBy} ${words.id}`);
  else trigger.setAttribute("aria-label", item.placeholder?.text ?? "Choose");

  const refresh = () => {
    const list = chosen();
    words.classList.toggle("placeholder", !list.length);
    if (!list.length)
      words.replaceChildren(
        ...textObject(item.placeholder ?? (many ? "Choose…" : "Choose one"), surface.names),
      );
    else if (!many) words.replaceChildren(...textObject(list[0].text, surface.names));
    else
      words.replaceChildren(
        ...list.map((one) => h("span", { class: "chip" }, textObject(one.text, surface.names))),
      );
    trigger.dataset.value = list.map((one) => one.value).join(",");
  };

  const choose = async (options) => {
    await commit(item, ctx, store(options), trigger);
    refresh();
  };

  toggles(trigger, () => openList({ item, ctx, trigger, many, kind, known, chosen, choose }));
  trigger.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    trigger.click();
  });
  refresh();
  return trigger;
}

function people(kind, surface) {
  const option = (value, text, note, picture) => ({
    value,
    text: { type: "plain_text", text, emoji: false },
    note,
    picture,
  });
  const users = surface.people.map((user) => option(user.id, user.real_name, user.note, avatar(user, 22)));
  const channels = surface.channels.map((channel) => option(channel.id, `#${channel.name}`));
  return { users, channels, conversations: [...channels, ...users] }[kind];
}

function openList({ item, ctx, trigger, many, kind, known, chosen, choose }) {
  const { names } = ctx.surface;
  const listId = freshId("options");
  trigger.setAttribute("aria-controls", listId);
  const external = kind === "external";
  const least = item.min_query_length ?? 3;
  let groups = external ? [] : item.option_groups?.length ? item.option_groups : [{ options: known() }];
  let rows = [];
  let active = -1;
  let asked = 0;
  let picked = chosen();

  const list = h("div", {
    class: "options",
    role: "listbox",
    id: listId,
    "aria-multiselectable": many ? "true" : null,
    "aria-label": item.placeholder?.text ?? "Options",
  });
  const search = h("input", {
    class: "text-input option-search",
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    autocomplete: "off",
    "aria-label": "Search",
    placeholder: "Search",
    "data-testid": "select-search",
  });
  const status = h("p", { class: "options-note", role: "status" });
  const withSearch = external || known().length >= SEARCH_FROM;
  if (!withSearch) list.tabIndex = 0;

  const isPicked = (option) => picked.some((one) => one.value === option.value);
  const isFull = () => many && item.max_selected_items && picked.length >= item.max_selected_items;

  const draw = () => {
    const query = search.value.trim().toLowerCase();
    const shown = groups
      .map((group) => ({
        ...group,
        options: (group.options ?? []).filter((option) => external || !query || says(option).includes(query)),
      }))
      .filter((group) => group.options.length);
    rows = [];
    list.replaceChildren(
      ...shown.map((group) => {
        const options = group.options.map((option) => row(option));
        if (!group.label) return h("div", { class: "option-group", role: "presentation" }, options);
        const labelId = freshId("group");
        return h(
          "div",
          { class: "option-group", role: "group", "aria-labelledby": labelId },
          h("p", { class: "option-label", id: labelId }, textObject(group.label, names)),
          options,
        );
      }),
    );
    status.textContent = rows.length
      ? isFull()
        ? `That is the most you can choose: ${item.max_selected_items}.`
        : ""
      : emptyWords(query);
    const at = rows.findIndex((one) => isPicked(one.option));
    setActive(query ? (rows.length ? 0 : -1) : Math.max(at, rows.length ? 0 : -1));
  };
  const emptyWords = (query) =>
    external && query.length < least
      ? `Type ${least === 1 ? "a letter" : `at least ${least} letters`} to search.`
      : asked > 0 && external
        ? "Looking…"
        : "Nothing matches.";

  const row = (option) => {
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: freshId("option"),
        "aria-selected": String(isPicked(option)),
        "data-value": option.value,
        "aria-disabled": isFull() && !isPicked(option) ? "true" : null,
      },
      option.picture ? option.picture.cloneNode(true) : null,
      h(
        "span",
        { class: "option-words" },
        h("span", {}, textObject(option.text, names)),
        option.description
          ? h("small", {}, textObject(option.description, names))
          : option.note
            ? h("small", {}, option.note)
            : null,
      ),
      h("span", { class: "option-tick" }, isPicked(option) ? icon("tick", 16) : null),
    );
    node.addEventListener("click", () => pick(option));
    node.addEventListener("pointermove", () =>
      setActive(
        rows.findIndex((one) => one.node === node),
        false,
      ),
    );
    rows.push({ node, option });
    return node;
  };

  const setActive = (at, scroll = true) => {
    if (rows[active]) rows[active].node.classList.remove("active");
    active = at;
    const holder = withSearch ? search : list;
    if (!rows[at]) return holder.removeAttribute("aria-activedescendant");
    rows[at].node.classList.add("active");
    holder.setAttribute("aria-activedescendant", rows[at].node.id);
    if (scroll) rows[at].node.scrollIntoView({ block: "nearest" });
  };

  const pick = (option) => {
    if (!many) {
      close();
      choose([option]);
      return;
    }
    if (!isPicked(option) && isFull()) return;
    picked = isPicked(option) ? picked.filter((one) => one.value !== option.value) : [...picked, option];
    const at = active;
    draw();
    setActive(at);
    changed = true;
    if (!ctx.dispatch) choose(picked);
  };
  let changed = false;

  const ask = async (text) => {
    if (text.length < least) {
      groups = [];
      return draw();
    }
    const mine = ++asked;
    status.textContent = "Looking…";
    const answer = await ctx.surface.options(ctx.blockId, item.action_id, text);
    if (mine !== asked) return;
    asked = 0;
    groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
    draw();
    if (answer.error) status.textContent = answer.error;
  };
  let timer = 0;
  search.addEventListener("input", () => {
    if (!external) return draw();
    clearTimeout(timer);
    timer = setTimeout(() => ask(search.value.trim()), 200);
  });

  const keys = (event) => {
    const last = rows.length - 1;
    if (event.key === "ArrowDown") setActive(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") setActive(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" || (event.key === " " && !withSearch))
      rows[active] && pick(rows[active].option);
    else if (event.key === "Home" && !withSearch) setActive(0);
    else if (event.key === "End" && !withSearch) setActive(last);
    else if (event.key === "Tab") return close();
    else if (!withSearch && event.key.length === 1) {
      const at = rows.findIndex((one) => says(one.option).startsWith(event.key.toLowerCase()));
      if (at >= 0) setActive(at);
      return;
    } else return;
    event.preventDefault();
  };
  (withSearch ? search : list).addEventListener("keydown", keys);

  const body = h(
    "div",
    { class: "select-list" },
    withSearch ? h("div", { class: "option-search-row" }, icon("search", 16), search) : null,
    list,
    status,
    many
      ? h(
          "div",
          { class: "options-foot" },
          h("button", { type: "button", class: "button small", on: { click: () => close() } }, "Done"),
        )
      : null,
  );
  const close = openPopover(trigger, body, {
    label: item.placeholder?.text ?? "Choose",
    minWidth: 220,
    // Slack tells the app about a multi-select once, when its menu closes.
    onClose: () => many && changed && ctx.dispatch && choose(picked),
  });
  draw();
  if (external && least === 0) ask("");
  (withSearch ? search : list).focus();
}

function says(option) {
  const words = [option.text?.text ?? option.text, option.description?.text, option.note];
  return words.filter(Boolean).join(" ").toLowerCase();
}
