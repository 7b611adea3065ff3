// Dates, sizes and names as people read them.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const momentFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekdayFormat = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/**
 * A moment from what the API writes: epoch seconds, ISO text, `YYYY-MM-DD HH:MM` or `YYYY-MM-DD`. Texts without a zone are
 * taken as they stand. `null` for none.
 */
export function moment(value) {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number") return new Date(value * 1000);
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00` : value.replace(" ", "T"));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** `3 minutes ago`, `in 2 days`. */
export function ago(date, now = new Date()) {
  const seconds = Math.round((date - now) / 1000);
  const far = Math.abs(seconds);
  if (far < 45) return seconds > 0 ? "in a moment" : "just now";
  if (far < HOUR) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (far < DAY) return relative.format(Math.round(seconds / HOUR), "hour");
  return daysAway(date, now);
}

/** `today`, `yesterday`, `in 3 weeks`: for dates without a time. */
export function daysAway(date, now = new Date()) {
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(date) - midnight(now)) / (DAY * 1000));
  const far = Math.abs(days);
  if (far < 14) return relative.format(days, "day");
  if (far < 60) return relative.format(Math.round(days / 7), "week");
  if (far < 730) return relative.format(Math.round(days / 30.44), "month");
  return relative.format(Math.round(days / 365.25), "year");
}

export const day = (date) => dayFormat.format(date);
export const dayAndTime = (date) => momentFormat.format(date);
export const time = (date) => timeFormat.format(date);
export const longDay = (date) => weekdayFormat.format(date);

/** `YYYY-MM-DD`, as date inputs and the API write it. */
export function isoDay(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day that is so many days from today. */
export function dayFromNow(days, now = new Date()) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

/** `1 user`, `2 users`; `plural` where an s does not do. */
export function counted(number, word, plural = `${word}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? word : plural}`;
}

/** `14.2 MB`. */
export function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `3 days 4 h`, `12 min`. */
export function duration(seconds) {
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (days) return `${counted(days, "day")} ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** The name to show of a user: full name where there is one. */
export function fullName(user) {
  return `${user.first_name ?? ""} ${user.last_name ?? ""}`.trim() || user.username;
}

/** `Firefox on Windows`, from what a browser calls itself; programs by their first word. */
export function device(userAgent) {
  if (!userAgent) return { name: "Unknown device", kind: "device-desktop" };
  const first = (pairs) => pairs.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = first([
    [/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/(HeadlessChrome|Chromium|Chrome)\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = first([
    [/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android/, "Android"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"],
    [/CrOS/, "ChromeOS"], [/Linux/, "Linux"],
  ]);
  if (!browser) return { name: userAgent.split(/[\s/]/)[0], kind: "terminal-2" };
  const kind = ["iPhone", "iPad", "Android"].includes(system) ? "device-mobile" : "device-desktop";
  return { name: system ? `${browser} on ${system}` : browser, kind };
}
