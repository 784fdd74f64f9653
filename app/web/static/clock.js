// Counts by the server's clock: a phone whose own clock is wrong still shows the right time left.

let skew = 0;

export function learnServerTime(now) {
  const server = Date.parse(now ?? "");
  if (!Number.isNaN(server)) skew = server - Date.now();
}

export function serverNow() {
  return Date.now() + skew;
}

export function millisecondsUntil(stamp) {
  return Date.parse(stamp) - serverNow();
}

export function spell(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return plural(seconds, "second");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10 && seconds % 60) return `${plural(minutes, "minute")} ${seconds % 60} s`;
  if (minutes < 90) return plural(Math.ceil(seconds / 60), "minute");
  return plural(Math.round(minutes / 60), "hour");
}

function plural(count, unit) {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const sameDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const otherDay = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function clockTime(stamp) {
  const date = new Date(stamp);
  if (Number.isNaN(date.getTime())) return "";
  const today = new Date(serverNow()).toDateString() === date.toDateString();
  return today ? sameDay.format(date) : otherDay.format(date);
}

// The wish of a "datetime-local" field: no zone, minutes only, in the time of this phone.
export function localInputValue(stamp) {
  const date = new Date(stamp);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 16);
}

export function fromLocalInput(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
