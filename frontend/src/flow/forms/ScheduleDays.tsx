// On which days a schedule starts: weekdays, a day of the month, or its first, second … weekday.

import type { ReactNode } from "react";
import { MONTH_NAMES, PLACES, WEEKDAY_NAMES, WEEKDAYS, type Schedule } from "./rrule";

export interface ScheduleDaysProps {
  readonly id: string;
  readonly schedule: Schedule;
  readonly disabled: boolean;
  readonly onChange: (change: Partial<Schedule>) => void;
}

export function ScheduleDays(props: ScheduleDaysProps): ReactNode {
  const { freq } = props.schedule;
  if (freq === "DAILY") return null;
  return freq === "WEEKLY" ? <Weekdays {...props} /> : <MonthDays {...props} />;
}

function Weekdays({ schedule, disabled, onChange }: ScheduleDaysProps): ReactNode {
  const toggle = (day: string): void => {
    const next = WEEKDAYS.filter((each) => (each === day) !== schedule.weekdays.includes(each));
    // A weekly rule has a day at least.
    if (next.length > 0) onChange({ weekdays: next });
  };
  return (
    <div className="cf-chips" role="group" aria-label="On these days">
      {WEEKDAYS.map((day) => (
        <button key={day} type="button" className="cf-chip" aria-label={WEEKDAY_NAMES[day]} aria-pressed={schedule.weekdays.includes(day)} disabled={disabled} onClick={() => toggle(day)}>
          {WEEKDAY_NAMES[day]?.slice(0, 3)}
        </button>
      ))}
    </div>
  );
}

function MonthDays({ id, schedule, disabled, onChange }: ScheduleDaysProps): ReactNode {
  const { nth, monthDay, freq, month } = schedule;
  return (
    <div className="cf-row" role="group" aria-label="On this day">
      <select className="cf-input cf-select" aria-label="Which day" value={nth === null ? (monthDay === -1 ? "last" : "day") : "nth"} disabled={disabled} onChange={(event) => onChange(kindOf(event.target.value))}>
        <option value="day">On day</option>
        <option value="last">On the last day</option>
        <option value="nth">On the</option>
      </select>
      {nth === null && monthDay !== -1 && (
        <input id={`${id}-day`} type="number" className="cf-input cf-number" aria-label="Day of the month" min={1} max={31} value={monthDay ?? 1} disabled={disabled} onChange={(event) => onChange({ monthDay: Math.min(31, Math.max(1, Math.round(Number(event.target.value)) || 1)) })} />
      )}
      {nth !== null && (
        <>
          <Choice label="First to last" options={Object.entries(PLACES)} value={String(nth.place)} disabled={disabled} onChange={(place) => onChange({ nth: { ...nth, place: Number(place) } })} />
          <Choice label="Weekday" options={Object.entries(WEEKDAY_NAMES)} value={nth.weekday} disabled={disabled} onChange={(weekday) => onChange({ nth: { ...nth, weekday } })} />
        </>
      )}
      {freq === "YEARLY" && <Choice label="Month" options={MONTH_NAMES.map((name, index) => [String(index + 1), name])} value={String(month)} disabled={disabled} onChange={(next) => onChange({ month: Number(next) })} />}
    </div>
  );
}

function Choice({ label, options, value, disabled, onChange }: { label: string; options: readonly (readonly [string, string])[]; value: string; disabled: boolean; onChange: (value: string) => void }): ReactNode {
  return (
    <select className="cf-input cf-select" aria-label={label} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
      {options.map(([key, word]) => (
        <option key={key} value={key}>
          {word}
        </option>
      ))}
    </select>
  );
}

function kindOf(kind: string): Partial<Schedule> {
  if (kind === "nth") return { nth: { place: 1, weekday: "MO" }, monthDay: null };
  return { nth: null, monthDay: kind === "last" ? -1 : 1 };
}
