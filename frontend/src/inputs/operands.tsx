// The values that operators compare with: one input for each kind of value (`x-operands`).

import { useState, type ReactNode } from "react";
import { ariaOf, strings, textOf, type Input, type InputProps } from "./input";
import { NumberInput, numberOf, TextInput } from "./plain";
import { TagInput } from "./TagInput";
import { TimespanInput } from "./TimespanInput";

/** By kind of value. `none` has no input. */
export const OPERANDS: Readonly<Record<string, Input>> = {
  text: TextInput,
  texts: TextsInput,
  number: NumberInput,
  numbers: NumbersInput,
  boolean: YesNoInput,
  day: DayInput,
  moment: MomentInput,
  tag: TagInput,
  tags: TextsInput,
  timespan: TimespanInput,
};

/** Several texts, one on each line. */
function TextsInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const given = strings(value);
  const [typed, setTyped] = useState(() => given.join("\n"));
  const read = linesOf(typed);
  const shown = read.length === given.length && read.every((line, index) => line === given[index]) ? typed : given.join("\n");
  return (
    <textarea
      id={id}
      rows={2}
      className="cf-input"
      placeholder="One on each line"
      value={shown}
      disabled={disabled}
      onChange={(event) => {
        setTyped(event.target.value);
        const lines = linesOf(event.target.value);
        onChange(lines.length === 0 ? undefined : lines);
      }}
      {...ariaOf(props)}
    />
  );
}

/** Two numbers, both included. */
function NumbersInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const pair: readonly unknown[] = Array.isArray(value) ? value : [];
  const set = (place: 0 | 1, text: string): void => {
    const next = [pair[0] ?? null, pair[1] ?? null];
    next[place] = numberOf(text) ?? null;
    onChange(next.every((each) => each === null) ? undefined : next);
  };
  const part = (place: 0 | 1, label: string, own: string): ReactNode => (
    <input id={own} type="number" step="any" className="cf-input cf-number" aria-label={label} value={typeof pair[place] === "number" ? pair[place] : ""} disabled={disabled} onChange={(event) => set(place, event.target.value)} {...ariaOf(props)} />
  );
  return (
    <div className="cf-row">
      {part(0, "From", id)}
      <span className="cf-unit">and</span>
      {part(1, "To", `${id}-to`)}
    </div>
  );
}

function YesNoInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  return (
    <select id={id} className="cf-input cf-select" value={typeof value === "boolean" ? String(value) : ""} disabled={disabled} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value === "true")} {...ariaOf(props)}>
      <option value="">Choose…</option>
      <option value="true">Yes</option>
      <option value="false">No</option>
    </select>
  );
}

function DayInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  return <input id={id} type="date" className="cf-input cf-date" value={textOf(value).slice(0, 10)} disabled={disabled} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)} {...ariaOf(props)} />;
}

/** A day, or a moment of it in UTC. */
function MomentInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const moment = new Date(textOf(value));
  const isMoment = textOf(value).length > 10 && !Number.isNaN(moment.getTime());
  const utc = isMoment ? moment.toISOString() : textOf(value);
  const [day, time] = [utc.slice(0, 10), isMoment ? utc.slice(11, 16) : ""];
  const set = (nextDay: string, nextTime: string): void => onChange(nextDay === "" ? undefined : nextTime === "" ? nextDay : `${nextDay}T${nextTime}:00Z`);
  return (
    <div className="cf-row">
      <input id={id} type="date" className="cf-input cf-date" value={day} disabled={disabled} onChange={(event) => set(event.target.value, time)} {...ariaOf(props)} />
      <input type="time" className="cf-input cf-time" aria-label="Time of day, if it matters" value={time} disabled={disabled || day === ""} onChange={(event) => set(day, event.target.value)} />
      <span className="cf-unit">UTC</span>
    </div>
  );
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
