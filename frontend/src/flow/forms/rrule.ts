// Recurrence rules (RFC 5545) that people say in a few words: read, written, said, and their next times in local time.
// What goes beyond is kept as text by the caller. The server's reading is campaigns/nodes/recurrence.py.

export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

export interface Schedule {
  readonly freq: Frequency;
  readonly interval: number;
  /** `MO` … `SU`; for weekly rules. */
  readonly weekdays: readonly string[];
  /** 1 to 31, or -1 for the last day; for monthly and yearly rules. Null where `nth` says it. */
  readonly monthDay: number | null;
  /** The first (1) … fourth, or last (-1) of a weekday in the month. */
  readonly nth: { readonly place: number; readonly weekday: string } | null;
  /** 1 to 12; for yearly rules. */
  readonly month: number;
  /** `09:00`. */
  readonly time: string;
  /** The first and the last day, `2026-01-31`, or "". */
  readonly start: string;
  readonly until: string;
}

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export const WEEKDAY_NAMES: Readonly<Record<string, string>> = {
  MO: "Monday", TU: "Tuesday", WE: "Wednesday", TH: "Thursday", FR: "Friday", SA: "Saturday", SU: "Sunday",
};
export const MONTH_NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
export const PLACES: Readonly<Record<string, string>> = { "1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last" };

const UNITS: Readonly<Record<Frequency, string>> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };
// A rule without a start counts from this Monday, as on the server.
const ANCHOR = "2024-01-01";
const DAY = 86_400_000;
const LONGEST_SEARCH = 366 * 12;

/** A rule as a schedule; null for one that takes more words than these. */
export function scheduleOf(text: string): Schedule | null {
  const lines = text.toUpperCase().split(/\s+/).filter((line) => line !== "");
  const begin = lines.find((line) => line.startsWith("DTSTART:"))?.slice(8) ?? "";
  const rules = lines.filter((line) => !line.startsWith("DTSTART:"));
  const parts = new Map((rules[0] ?? "").replace(/^RRULE:/, "").split(";").map((part): [string, string] => { const [key = "", given = ""] = part.split("=", 2); return [key, given]; }));
  const freq = parts.get("FREQ");
  if (rules.length !== 1 || !isFrequency(freq) || ![...parts.keys()].every((key) => allowed(freq).includes(key))) return null;
  const start = day(begin);
  const until = day(parts.get("UNTIL") ?? "");
  const [hour, minute] = [parts.get("BYHOUR") ?? (begin.slice(9, 11) || "0"), parts.get("BYMINUTE") ?? (begin.slice(11, 13) || "0")];
  const interval = Number(parts.get("INTERVAL") ?? "1");
  if (!/^\d{1,2}$/.test(hour) || !/^\d{1,2}$/.test(minute) || !Number.isInteger(interval) || interval < 1) return null;
  const days = (parts.get("BYDAY") ?? "").split(",").filter((each) => each !== "");
  const first = start || ANCHOR;
  const base = {
    freq, interval, start, until,
    time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`,
    weekdays: [] as string[], monthDay: null, nth: null, month: Number(first.slice(5, 7)),
  };
  if (freq === "DAILY") return base;
  if (freq === "WEEKLY") {
    const weekdays = days.length === 0 ? [weekdayOf(first)] : days;
    return weekdays.every((each) => each in WEEKDAY_NAMES) ? { ...base, weekdays: WEEKDAYS.filter((each) => weekdays.includes(each)) } : null;
  }
  return monthly(base, parts, days, first);
}

function monthly(base: Schedule, parts: ReadonlyMap<string, string>, days: readonly string[], first: string): Schedule | null {
  const month = Number(parts.get("BYMONTH") ?? first.slice(5, 7));
  if (!(Number.isInteger(month) && month >= 1 && month <= 12)) return null;
  if (days.length > 0) {
    const match = /^\+?(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)$/.exec(days[0] ?? "");
    if (match === null || days.length > 1 || parts.has("BYMONTHDAY") || (base.freq === "YEARLY" && !parts.has("BYMONTH"))) return null;
    return { ...base, month, nth: { place: Number(match[1]), weekday: match[2] ?? "MO" } };
  }
  const monthDay = Number(parts.get("BYMONTHDAY") ?? first.slice(8, 10));
  const fits = Number.isInteger(monthDay) && (monthDay === -1 || (monthDay >= 1 && monthDay <= 31));
  return fits ? { ...base, month, monthDay } : null;
}

/** The schedule as a rule. */
export function ruleText(schedule: Schedule): string {
  const { freq, interval, weekdays, monthDay, nth, month, time, start, until } = schedule;
  const [hour, minute] = time.split(":");
  const parts = [`FREQ=${freq}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (freq === "WEEKLY") parts.push(`BYDAY=${weekdays.join(",")}`);
  if (freq === "YEARLY") parts.push(`BYMONTH=${month}`);
  if (freq === "MONTHLY" || freq === "YEARLY") parts.push(nth === null ? `BYMONTHDAY=${monthDay ?? 1}` : `BYDAY=${nth.place}${nth.weekday}`);
  parts.push(`BYHOUR=${Number(hour)}`, `BYMINUTE=${Number(minute)}`);
  if (until !== "") parts.push(`UNTIL=${until.replaceAll("-", "")}T235959`);
  return `${start === "" ? "" : `DTSTART:${start.replaceAll("-", "")}T000000\n`}${parts.join(";")}`;
}

/** `Every 2 weeks on Monday and Friday at 09:00, until 31 January 2026`. */
export function scheduleWords(schedule: Schedule): string {
  const { freq, interval, time, start, until } = schedule;
  const often = interval === 1 ? `Every ${UNITS[freq]}` : `Every ${interval} ${UNITS[freq]}s`;
  const from = start === "" ? "" : `, from ${dateWords(start)}`;
  return `${often}${whenWords(schedule)} at ${time}${from}${until === "" ? "" : `, until ${dateWords(until)}`}`;
}

function whenWords({ freq, weekdays, monthDay, nth, month }: Schedule): string {
  if (freq === "DAILY") return "";
  if (freq === "WEEKLY") return ` on ${joined(weekdays.map((each) => WEEKDAY_NAMES[each] ?? each))}`;
  const inMonth = freq === "YEARLY" ? ` of ${MONTH_NAMES[month - 1] ?? ""}` : "";
  if (nth !== null) return ` on the ${PLACES[String(nth.place)] ?? ""} ${WEEKDAY_NAMES[nth.weekday] ?? ""}${inMonth}`;
  return monthDay === -1 ? ` on the last day${inMonth}` : ` on day ${monthDay ?? 1}${inMonth}`;
}

/** The next local times (`2026-01-31T09:00`) after a local time. */
export function nextTimes(schedule: Schedule, after: string, count: number): string[] {
  const anchor = utc(schedule.start || ANCHOR);
  const found: string[] = [];
  let moment = Math.max(utc(after.slice(0, 10)), utc(schedule.start || ANCHOR));
  for (let step = 0; step < LONGEST_SEARCH && found.length < count; step += 1, moment += DAY) {
    const date = new Date(moment).toISOString().slice(0, 10);
    if (schedule.until !== "" && date > schedule.until) break;
    const local = `${date}T${schedule.time}`;
    if (local > after.slice(0, 16) && isOn(schedule, moment, anchor)) found.push(local);
  }
  return found;
}

function isOn(schedule: Schedule, moment: number, anchor: number): boolean {
  const { freq, interval, weekdays, month } = schedule;
  const [date, from] = [new Date(moment), new Date(anchor)];
  const months = (date.getUTCFullYear() - from.getUTCFullYear()) * 12 + date.getUTCMonth() - from.getUTCMonth();
  switch (freq) {
    case "DAILY":
      return ((moment - anchor) / DAY) % interval === 0;
    case "WEEKLY":
      return weekdays.includes(weekdayAt(moment)) && ((monday(moment) - monday(anchor)) / DAY / 7) % interval === 0;
    case "MONTHLY":
      return months % interval === 0 && isDayOfMonth(schedule, date);
    case "YEARLY":
      return date.getUTCMonth() + 1 === month && (date.getUTCFullYear() - from.getUTCFullYear()) % interval === 0 && isDayOfMonth(schedule, date);
  }
}

function isDayOfMonth({ monthDay, nth }: Schedule, date: Date): boolean {
  const number = date.getUTCDate();
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (nth === null) return monthDay === -1 ? number === length : number === monthDay;
  if (weekdayAt(date.getTime()) !== nth.weekday) return false;
  return nth.place === -1 ? number + 7 > length : Math.ceil(number / 7) === nth.place;
}

function allowed(freq: Frequency): readonly string[] {
  const common = ["FREQ", "INTERVAL", "UNTIL", "BYHOUR", "BYMINUTE"];
  if (freq === "DAILY") return common;
  if (freq === "WEEKLY") return [...common, "BYDAY"];
  return freq === "MONTHLY" ? [...common, "BYDAY", "BYMONTHDAY"] : [...common, "BYDAY", "BYMONTHDAY", "BYMONTH"];
}

function isFrequency(value: string | undefined): value is Frequency {
  return value !== undefined && value in UNITS;
}

/** `20260131T…` → `2026-01-31`; "" for anything else. */
function day(text: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})/.exec(text);
  return match === null ? "" : `${match[1]}-${match[2]}-${match[3]}`;
}

function utc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function weekdayOf(date: string): string {
  return weekdayAt(utc(date));
}

function weekdayAt(moment: number): string {
  return WEEKDAYS[(new Date(moment).getUTCDay() + 6) % 7] ?? "MO";
}

function monday(moment: number): number {
  return moment - ((new Date(moment).getUTCDay() + 6) % 7) * DAY;
}

function dateWords(date: string): string {
  const [year, month, number] = date.split("-").map(Number);
  return `${number} ${MONTH_NAMES[(month ?? 1) - 1] ?? ""} ${year}`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
