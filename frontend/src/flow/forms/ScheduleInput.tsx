// How often a schedule starts: in plain words with its next times, or as a recurrence rule where words do not suffice.

import { useState, type ReactNode } from "react";
import { useForm } from "../../inputs/context";
import { textOf, type InputProps } from "../../inputs/input";
import { TextInput } from "../../inputs/plain";
import { knownZone, localText } from "../../inputs/zones";
import { nextTimes, ruleText, scheduleOf, scheduleWords, type Frequency, type Schedule } from "./rrule";
import { ScheduleDays } from "./ScheduleDays";

const SHOWN = 5;
const FREQUENCIES: readonly (readonly [Frequency, string, string])[] = [
  ["DAILY", "Daily", "days"], ["WEEKLY", "Weekly", "weeks"], ["MONTHLY", "Monthly", "months"], ["YEARLY", "Yearly", "years"],
];

export function ScheduleInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const [asText, setAsText] = useState(false);
  const schedule = scheduleOf(textOf(value));
  if (schedule === null || asText) {
    return (
      <div className="cf-stack">
        <label htmlFor={id} className="cf-help">
          Recurrence rule (RFC 5545)
        </label>
        <TextInput {...props} />
        {schedule !== null && (
          <button type="button" className="cf-button" onClick={() => setAsText(false)}>
            In plain words
          </button>
        )}
      </div>
    );
  }
  const set = (change: Partial<Schedule>): void => onChange(ruleText({ ...schedule, ...change }));
  const unit = FREQUENCIES.find(([key]) => key === schedule.freq)?.[2] ?? "";
  return (
    <div className="cf-stack">
      <div className="cf-segments" role="radiogroup" aria-label="How often">
        {FREQUENCIES.map(([key, label]) => (
          <label key={key} className="cf-segment">
            <input type="radio" name={`${id}-freq`} checked={schedule.freq === key} disabled={disabled} onChange={() => set(asFrequency(schedule, key))} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <label className="cf-row" htmlFor={`${id}-interval`}>
        Every
        <input id={`${id}-interval`} type="number" className="cf-input cf-number" min={1} max={999} value={schedule.interval} disabled={disabled} onChange={(event) => set({ interval: Math.max(1, Math.round(Number(event.target.value)) || 1) })} />
        {unit}
      </label>
      <ScheduleDays id={id} schedule={schedule} disabled={disabled} onChange={set} />
      <label className="cf-row" htmlFor={`${id}-time`}>
        At
        <input id={`${id}-time`} type="time" className="cf-input cf-time" required value={schedule.time} disabled={disabled} onChange={(event) => event.target.value !== "" && set({ time: event.target.value })} />
      </label>
      <div className="cf-row">
        <DayInput id={`${id}-start`} label="From" value={schedule.start} disabled={disabled} onChange={(start) => set({ start })} />
        <DayInput id={`${id}-until`} label="Until" value={schedule.until} disabled={disabled} onChange={(until) => set({ until })} />
      </div>
      <Upcoming schedule={schedule} zone={textOf(props.siblings["timezone"])} />
      <button type="button" className="cf-button" disabled={disabled} onClick={() => setAsText(true)}>
        Edit as a rule
      </button>
    </div>
  );
}

function DayInput({ id, label, value, disabled, onChange }: { id: string; label: string; value: string; disabled: boolean; onChange: (day: string) => void }): ReactNode {
  return (
    <label className="cf-row" htmlFor={id}>
      {label}
      <input id={id} type="date" className="cf-input cf-date" value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Upcoming({ schedule, zone }: { schedule: Schedule; zone: string }): ReactNode {
  const form = useForm();
  const place = zone === "" || zone === "workspace" || zone === "contact" ? knownZone(form.timezone) : knownZone(zone);
  const times = nextTimes(schedule, localText(new Date().toISOString(), place), SHOWN);
  return (
    <div className="cf-box" role="status">
      <b>{scheduleWords(schedule)}</b>
      {times.length === 0 ? (
        <p className="cf-hint">It never starts again.</p>
      ) : (
        <>
          <p className="cf-help">The next {times.length === 1 ? "time" : `${times.length} times`}, {zone === "contact" ? "in each contact’s own time" : `in ${place}`}:</p>
          <ol className="cf-times">
            {times.map((time) => (
              <li key={time}>{timeWords(time)}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** The schedule at another frequency, with days to begin with where it has none. */
function asFrequency(schedule: Schedule, freq: Frequency): Partial<Schedule> {
  const monthly = freq === "MONTHLY" || freq === "YEARLY";
  return {
    freq,
    weekdays: freq === "WEEKLY" && schedule.weekdays.length === 0 ? ["MO"] : schedule.weekdays,
    monthDay: monthly && schedule.monthDay === null && schedule.nth === null ? 1 : schedule.monthDay,
  };
}

function timeWords(time: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(`${time}:00Z`));
}
