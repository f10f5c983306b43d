// Time zones that the browser knows, and local times in them. No React.

/** The IANA names of time zones, UTC first. */
export function zoneNames(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")];
}

/** The name, or UTC where the browser does not know it. */
export function knownZone(name: string | undefined): string {
  try {
    return name === undefined ? "UTC" : new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** The minutes that a zone is ahead of UTC at a moment. */
export function offsetMinutes(moment: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((local - Math.floor(moment.getTime() / 1000) * 1000) / 60_000);
}

/** `2026-11-21T09:30` in the zone, for a moment written with an offset; what has none is local already. */
export function localText(text: string, zone: string): string {
  if (!hasOffset(text)) return text.slice(0, 16);
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return "";
  return new Date(moment.getTime() + offsetMinutes(moment, zone) * 60_000).toISOString().slice(0, 16);
}

/** `21 Nov 2026, 09:30` in the zone, as pages write it, for a moment written with an offset. */
export function momentText(text: string, zone: string): string {
  return new Date(text).toLocaleString("en-GB", { timeZone: knownZone(zone), dateStyle: "medium", timeStyle: "short" });
}

/** `2026-11-21T09:30` of the zone with its offset: `2026-11-21T09:30:00+01:00`. */
export function withOffset(local: string, zone: string): string {
  const naive = Date.parse(`${local.slice(0, 16)}:00Z`);
  if (Number.isNaN(naive)) return local;
  // Twice, because the offset to take is that of the moment itself, not of the same digits in UTC.
  const guess = offsetMinutes(new Date(naive), zone);
  const minutes = offsetMinutes(new Date(naive - guess * 60_000), zone);
  const sign = minutes < 0 ? "-" : "+";
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0");
  return `${local.slice(0, 16)}:00${sign}${hours}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
}

/** Whether a date-time names its offset from UTC. */
export function hasOffset(text: string): boolean {
  return /(?:Z|[+-]\d\d:?\d\d)$/i.test(text.slice(10));
}
