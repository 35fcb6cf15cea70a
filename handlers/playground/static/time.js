// Moments as people in London read them. Slack's own times are unix seconds; the product's clock may run ahead of them.

const ZONE = "Europe/London";
const formats = new Map();

function format(moment, options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options }));
  return formats.get(key).format(moment);
}

function parts(moment) {
  const found = {};
  const options = {
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  const key = "parts";
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options }));
  for (const part of formats.get(key).formatToParts(moment)) found[part.type] = part.value;
  return found;
}

/** "2026-11-21" in London. */
export function isoDay(moment) {
  const { year, month, day } = parts(moment);
  return `${year}-${month}-${day}`;
}

/** "22:30" in London. */
export function clockTime(moment) {
  return format(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "Sat 21 Nov 2026". */
export function shortDay(moment) {
  return format(moment, { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .replaceAll(",", "")
    .replace("Sept", "Sep");
}

/** "Saturday 21 November", with the year when it is not the year of `now`. */
export function longDay(moment, now) {
  const sameYear = isoDay(moment).slice(0, 4) === isoDay(now).slice(0, 4);
  return format(moment, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).replaceAll(",", "");
}

/** "Today", "Yesterday", "Tomorrow" or the long day, seen from `now`. */
export function friendlyDay(moment, now) {
  const difference = dayNumber(isoDay(moment)) - dayNumber(isoDay(now));
  return { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[difference] ?? longDay(moment, now);
}

/** "Sat 21 Nov 2026, 22:30". */
export function dayAndTime(moment) {
  return `${shortDay(moment)}, ${clockTime(moment)}`;
}

/** "just now", "5 minutes ago", "3 days ago", seen from `now`; future moments read "in ...". */
export function ago(moment, now) {
  const minutes = Math.round((now - moment) / 60000);
  if (Math.abs(minutes) < 1) return "just now";
  const steps = [
    [60, "minute"],
    [24, "hour"],
    [Infinity, "day"],
  ];
  let count = Math.abs(minutes);
  for (const [size, name] of steps) {
    if (count < size) {
      const words = `${count} ${name}${count === 1 ? "" : "s"}`;
      return minutes > 0 ? `${words} ago` : `in ${words}`;
    }
    count = Math.round(count / size);
  }
  return "";
}

/** Days since 1970 of "2026-11-21": plain calendar arithmetic without a time zone. */
export function dayNumber(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return Math.round(Date.UTC(year, month - 1, day) / 86400000);
}

/** "2026-11-21" of a day number. */
export function dayFromNumber(number) {
  return new Date(number * 86400000).toISOString().slice(0, 10);
}

/** "Fri 27 Nov 2026" of "2026-11-27". */
export function sayIsoDay(iso) {
  return shortDay(new Date(`${iso}T12:00:00Z`));
}

/** Unix seconds of a London day and wall time; in the hour that a clock change skips, the hour after it. */
export function londonSeconds(iso, time) {
  const [hours, minutes] = time.split(":").map(Number);
  const wanted = dayNumber(iso) * 86400 + hours * 3600 + minutes * 60;
  for (const offset of [3600, 0]) {
    const found = parts(new Date((wanted - offset) * 1000));
    if (`${found.hour}:${found.minute}` === time && `${found.year}-${found.month}-${found.day}` === iso)
      return wanted - offset;
  }
  return wanted;
}

/** A time of day a person typed ("9", "930", "9.30am", "14:05") as "HH:MM", or null. */
export function readTime(text) {
  const match = /^\s*(\d{1,2})(?:[:.h]?([0-5]\d))?\s*(am|pm)?\s*$/i.exec(text);
  if (!match) return null;
  let hours = Number(match[1]);
  const half = match[3]?.toLowerCase();
  if (half && (hours < 1 || hours > 12)) return null;
  if (half === "pm" && hours < 12) hours += 12;
  if (half === "am" && hours === 12) hours = 0;
  if (hours > 23) return null;
  return `${String(hours).padStart(2, "0")}:${match[2] ?? "00"}`;
}

/** Slack's date tokens ({date_short_pretty} at {time} ...) filled in for London, seen from `now`. */
export function slackDate(seconds, pattern, now) {
  const moment = new Date(seconds * 1000);
  const pretty = (plain) => {
    const near = friendlyDay(moment, now);
    return ["Today", "Yesterday", "Tomorrow"].includes(near) ? near.toLowerCase() : plain;
  };
  const long = format(moment, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replaceAll(
    ",",
    "",
  );
  const medium = format(moment, { day: "numeric", month: "long", year: "numeric" });
  const short = format(moment, { day: "numeric", month: "short", year: "numeric" });
  const numeric = format(moment, { day: "2-digit", month: "2-digit", year: "numeric" });
  const tokens = {
    date_num: isoDay(moment),
    date_slash: numeric,
    date_long: long,
    date_long_full: long,
    date_long_pretty: pretty(long),
    date: medium,
    date_pretty: pretty(medium),
    date_short: short,
    date_short_pretty: pretty(short),
    day_divider_pretty: pretty(long),
    time: clockTime(moment),
    time_secs: format(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    ago: ago(moment, now),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => tokens[name] ?? whole);
}
