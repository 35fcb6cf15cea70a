// Date, time, and date-with-time pickers. Times are London's; "today" is the product's day.

import { commit, ids } from "./acting.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { openPopover, toggles } from "./popover.js";
import { clockTime, dayFromNumber, dayNumber, isoDay, londonSeconds, readTime, sayIsoDay } from "./time.js";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = [
  ["Mon", "Monday"],
  ["Tue", "Tuesday"],
  ["Wed", "Wednesday"],
  ["Thu", "Thursday"],
  ["Fri", "Friday"],
  ["Sat", "Saturday"],
  ["Sun", "Sunday"],
];

/** The datepicker element. */
export function datepicker(item, ctx) {
  const read = () =>
    ctx.surface.form.value(ctx.blockId, item.action_id, {
      type: item.type,
      selected_date: item.initial_date ?? null,
    }).selected_date;
  const write = (date, anchor) => commit(item, ctx, { type: item.type, selected_date: date }, anchor);
  return dateButton(item, ctx, read, write, !ctx.required && !ctx.dispatch);
}

/** The timepicker element. */
export function timepicker(item, ctx) {
  const zone = item.timezone ? { timezone: item.timezone } : {};
  const read = () =>
    ctx.surface.form.value(ctx.blockId, item.action_id, {
      type: item.type,
      selected_time: item.initial_time ?? null,
      ...zone,
    }).selected_time;
  const write = (time, anchor) =>
    commit(item, ctx, { type: item.type, selected_time: time, ...zone }, anchor);
  return timeBox(item, ctx, read, write);
}

/** The datetimepicker element: a value only once both the day and the time are there. */
export function datetimepicker(item, ctx) {
  const { form } = ctx.surface;
  const seconds = () =>
    form.value(ctx.blockId, item.action_id, {
      type: item.type,
      selected_date_time: item.initial_date_time ?? null,
    }).selected_date_time;
  const known = seconds();
  let day = known === null ? null : isoDay(new Date(known * 1000));
  let time = known === null ? null : clockTime(new Date(known * 1000));
  const write = (anchor) =>
    commit(
      item,
      ctx,
      { type: item.type, selected_date_time: day && time ? londonSeconds(day, time) : null },
      anchor,
    );
  const quiet = { ...item, placeholder: { text: "Choose a day" } };
  return h(
    "div",
    { class: "datetime", role: "group", "aria-labelledby": ctx.labelledBy },
    dateButton(
      quiet,
      ctx,
      () => day,
      (value, anchor) => ((day = value), write(anchor)),
      false,
      "date",
    ),
    timeBox(
      { ...item, placeholder: { text: "Time" } },
      ctx,
      () => time,
      (value, anchor) => ((time = value), write(anchor)),
      "time",
    ),
  );
}

function dateButton(item, ctx, read, write, clearable, part = null) {
  const words = h("span", { class: "select-words", id: freshId("date") });
  const node = h(
    "button",
    {
      type: "button",
      class: "select date",
      ...ids(item, ctx),
      "data-part": part,
      "data-focus-on-load": item.focus_on_load,
      "aria-describedby": ctx.describedBy,
      "aria-labelledby": ctx.labelledBy ? `${ctx.labelledBy} ${words.id}` : null,
    },
    icon("calendar", 17),
    words,
  );
  const refresh = () => {
    const date = read();
    words.classList.toggle("placeholder", !date);
    words.replaceChildren(
      ...(date ? [sayIsoDay(date)] : plainText(item.placeholder?.text ?? "Choose a date")),
    );
    node.dataset.value = date ?? "";
  };
  const pick = async (date) => {
    await write(date, node);
    refresh();
  };
  refresh();
  return toggles(node, () => openCalendar(node, read(), ctx.surface.today(), clearable, pick), "dialog");
}

function openCalendar(anchor, chosen, today, clearable, pick) {
  let at = dayNumber(chosen || today);
  const title = h("h3", { class: "calendar-title", "aria-live": "polite" });
  const grid = h("table", { class: "calendar-grid", role: "grid" });
  const choose = (iso) => {
    close();
    pick(iso);
  };
  const draw = (focus) => {
    const iso = dayFromNumber(at);
    const [year, month] = iso.split("-").map(Number);
    title.textContent = `${MONTHS[month - 1]} ${year}`;
    grid.setAttribute("aria-label", title.textContent);
    const first = dayNumber(`${iso.slice(0, 7)}-01`);
    const monday = first - ((first + 3) % 7); // day 0 of 1970 was a Thursday
    const body = [];
    for (let week = monday; week < monday + 42; week += 7) {
      if (week > first && dayFromNumber(week).slice(0, 7) !== iso.slice(0, 7)) break;
      body.push(
        h(
          "tr",
          {},
          [0, 1, 2, 3, 4, 5, 6].map((add) => cell(dayFromNumber(week + add), iso)),
        ),
      );
    }
    grid.replaceChildren(
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          DAYS.map(([short, full]) =>
            h("th", { scope: "col" }, h("abbr", { title: full }, short.slice(0, 2))),
          ),
        ),
      ),
      h("tbody", {}, body),
    );
    if (focus) grid.querySelector("[tabindex='0']").focus();
  };
  const cell = (iso, current) =>
    h(
      "td",
      {},
      h(
        "button",
        {
          type: "button",
          "data-date": iso,
          tabindex: iso === current ? "0" : "-1",
          "aria-label": sayIsoDay(iso) + (iso === today ? ", today" : ""),
          "aria-pressed": String(iso === chosen),
          "aria-current": iso === today ? "date" : null,
          class: iso.slice(0, 7) === current.slice(0, 7) ? null : "outside",
          on: { click: () => choose(iso) },
        },
        String(Number(iso.slice(8))),
      ),
    );
  const months = (count) => {
    const [year, month, day] = dayFromNumber(at).split("-").map(Number);
    const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
    at = Math.round(Date.UTC(year, month - 1 + count, Math.min(day, last)) / 86400000);
  };
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (step) at += step;
    else if (event.key === "PageUp") months(-1);
    else if (event.key === "PageDown") months(1);
    else if (event.key === "Home") at -= (at + 3) % 7;
    else if (event.key === "End") at += 6 - ((at + 3) % 7);
    else return;
    event.preventDefault();
    draw(true);
  });
  const turn = (count, label, name) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": label,
        "data-testid": `calendar-${name}`,
        on: {
          click: () => {
            months(count);
            draw(false);
          },
        },
      },
      icon(name === "next" ? "forward" : "back"),
    );
  const foot = h(
    "div",
    { class: "calendar-foot" },
    h("button", { type: "button", class: "button small", on: { click: () => choose(today) } }, "Today"),
    clearable && chosen
      ? h("button", { type: "button", class: "button small", on: { click: () => choose(null) } }, "Clear")
      : null,
  );
  const body = h(
    "div",
    { class: "calendar" },
    h(
      "div",
      { class: "calendar-head" },
      turn(-1, "The month before", "previous"),
      title,
      turn(1, "The month after", "next"),
    ),
    grid,
    foot,
  );
  const close = openPopover(anchor, body, { label: "Choose a date", asWide: false });
  draw(true);
}

function timeBox(item, ctx, read, write, part = null) {
  const input = h("input", {
    type: "text",
    class: "text-input time",
    ...ids(item, ctx),
    "data-part": part,
    id: part ? null : ctx.controlId,
    autocomplete: "off",
    role: "combobox",
    placeholder: item.placeholder?.text ?? "Choose a time",
    "aria-labelledby": ctx.labelledBy,
    "aria-label": ctx.labelledBy ? null : (item.placeholder?.text ?? "Time"),
    "aria-describedby": ctx.describedBy,
    "data-focus-on-load": item.focus_on_load,
    value: read() ?? "",
  });
  const trouble = h(
    "span",
    { class: "field-error", role: "alert", hidden: true },
    "Write a time like 14:30.",
  );
  const commitTyped = async () => {
    const text = input.value.trim();
    const time = text ? readTime(text) : null;
    trouble.hidden = !text || time !== null;
    input.setAttribute("aria-invalid", String(!trouble.hidden));
    if (!trouble.hidden) return;
    input.value = time ?? "";
    if (time === read()) return;
    await write(time, input);
    input.value = read() ?? "";
  };
  const open = () => {
    const options = [];
    for (let minutes = 0; minutes < 1440; minutes += 15) {
      const time = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
      options.push(
        h(
          "div",
          {
            class: "option",
            role: "option",
            id: freshId("time"),
            "data-value": time,
            "aria-selected": String(time === read()),
            on: { click: () => choose(time) },
          },
          time,
        ),
      );
    }
    const list = h("div", { class: "options times", role: "listbox", "aria-label": "Times" }, options);
    close = openPopover(input, list, {
      label: "Choose a time",
      role: "none",
      minWidth: 120,
      onClose: () => (close = null),
    });
    const near = readTime(input.value) ?? "09:00";
    at = Math.max(
      0,
      options.findIndex((one) => one.dataset.value >= near),
    );
    mark(options);
    options[at].scrollIntoView({ block: "center" });
    listed = options;
  };
  let close = null;
  let at = 0;
  let listed = [];
  const mark = (options) => options.forEach((one, index) => one.classList.toggle("active", index === at));
  const choose = (time) => {
    close?.();
    input.value = time;
    input.focus();
    commitTyped();
  };
  toggles(input, open);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!close) return open();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + listed.length) % listed.length;
      mark(listed);
      input.value = listed[at].dataset.value;
      listed[at].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      close?.();
      commitTyped();
    }
  });
  input.addEventListener("change", commitTyped);
  input.addEventListener("blur", () => input.value !== (read() ?? "") && commitTyped());
  return h("div", { class: "time-field" }, input, icon("clock", 16), trouble);
}
