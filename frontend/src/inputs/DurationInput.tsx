// A length of time: how many, of which unit. Where it may be negative it is chosen as before or after.

import { useState, type ReactNode } from "react";
import { isRecord } from "../api/guards";
import { ariaOf, textOf, type InputProps } from "./input";
import { numberOf } from "./plain";
import { labelsOf } from "./labels";

export function DurationInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled, required } = props;
  const length = isRecord(value) ? value : {};
  const parts = isRecord(schema["properties"]) ? schema["properties"] : {};
  const units = labelsOf(isRecord(parts["unit"]) ? parts["unit"] : {});
  const signed = isRecord(parts["value"]) && parts["value"]["minimum"] === undefined;
  const number = typeof length["value"] === "number" ? length["value"] : undefined;
  // The unit outlives the number, which is emptied before another one is typed.
  const [picked, setPicked] = useState(textOf(length["unit"]) || "days");
  const unit = textOf(length["unit"]) || picked;
  const set = (next: number | undefined, nextUnit: string): void => {
    setPicked(nextUnit);
    onChange(next === undefined && !required ? undefined : { ...(next === undefined ? {} : { value: next }), unit: nextUnit });
  };
  const before = number !== undefined && number < 0;
  return (
    <div className="cf-row">
      <input
        id={id}
        type="number"
        className="cf-input cf-number"
        min={signed ? 0 : 1}
        step={1}
        value={number === undefined ? "" : Math.abs(number)}
        disabled={disabled}
        onChange={(event) => {
          const typed = numberOf(event.target.value);
          set(typed === undefined ? undefined : before ? -typed : typed, unit);
        }}
        {...ariaOf(props)}
      />
      <select className="cf-input cf-select" aria-label="Unit of time" value={unit} disabled={disabled} onChange={(event) => set(number, event.target.value)}>
        {units.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label.toLowerCase()}
          </option>
        ))}
      </select>
      {signed && (
        <select
          className="cf-input cf-select"
          aria-label="Before or after"
          value={before ? "before" : "after"}
          disabled={disabled || number === undefined || number === 0}
          onChange={(event) => set(number === undefined ? undefined : Math.abs(number) * (event.target.value === "before" ? -1 : 1), unit)}
        >
          <option value="after">after</option>
          <option value="before">before</option>
        </select>
      )}
    </div>
  );
}
