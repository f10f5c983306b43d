import { describe, expect, it } from "vitest";
import { nextTimes, ruleText, scheduleOf, scheduleWords, type Schedule } from "./rrule";

function read(text: string): Schedule {
  const schedule = scheduleOf(text);
  if (schedule === null) throw new Error(`${text} is not read`);
  return schedule;
}

describe("recurrence rules", () => {
  it.each([
    ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "Every day at 09:00", ["2026-11-22T09:00", "2026-11-23T09:00"]],
    ["FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=18;BYMINUTE=30", "Every week on Monday and Friday at 18:30", ["2026-11-23T18:30", "2026-11-27T18:30"]],
    ["FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=8;BYMINUTE=0", "Every month on day 31 at 08:00", ["2026-12-31T08:00", "2027-01-31T08:00", "2027-03-31T08:00"]],
    ["FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=8;BYMINUTE=0", "Every month on the last day at 08:00", ["2026-11-30T08:00", "2026-12-31T08:00"]],
    ["FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=8;BYMINUTE=0", "Every month on the last Friday at 08:00", ["2026-11-27T08:00", "2026-12-25T08:00"]],
    ["FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU;BYHOUR=8;BYMINUTE=0", "Every 3 months on the second Tuesday at 08:00", ["2027-01-12T08:00", "2027-04-13T08:00"]],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8;BYMINUTE=0", "Every year on day 29 of February at 08:00", ["2028-02-29T08:00", "2032-02-29T08:00"]],
    ["DTSTART:20261123T000000\nFREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9;BYMINUTE=0;UNTIL=20261231T235959", "Every 2 weeks on Monday at 09:00, from 23 November 2026, until 31 December 2026", ["2026-11-23T09:00", "2026-12-07T09:00", "2026-12-21T09:00"]],
  ])("%s is read, said, written again and fires when it should", (text, words, times) => {
    const schedule = read(text);
    expect(scheduleWords(schedule)).toBe(words);
    expect(ruleText(schedule)).toBe(text);
    expect(nextTimes(schedule, "2026-11-21T12:00", times.length)).toEqual(times);
  });

  it("count weeks from Monday, 1 January 2024 where they have no start", () => {
    expect(nextTimes(read("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=9;BYMINUTE=0"), "2024-01-01T08:00", 2)).toEqual(["2024-01-01T09:00", "2024-01-15T09:00"]);
  });

  it("take what they leave out from their start", () => {
    expect(read("DTSTART:20260105T103000 RRULE:FREQ=WEEKLY")).toMatchObject({ weekdays: ["MO"], time: "10:30", start: "2026-01-05" });
    expect(read("FREQ=MONTHLY")).toMatchObject({ monthDay: 1, time: "00:00" });
  });

  it("end", () => {
    expect(nextTimes(read("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;UNTIL=20260101T235959"), "2026-11-21T12:00", 5)).toEqual([]);
  });

  it.each(["FREQ=HOURLY", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;BYHOUR=9,17", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=YEARLY;BYDAY=1MO", "nonsense", "FREQ=DAILY;INTERVAL=0"])(
    "%s takes more words than the editor has",
    (text) => expect(scheduleOf(text)).toBe(null),
  );
});
