// A length of time as rules write it: `30m`, `12h`, `7d`, `4w`.

import { useState, type ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";

const UNITS: readonly (readonly [string, string])[] = [["m", "minutes"], ["h", "hours"], ["d", "days"], ["w", "weeks"]];

export function TimespanInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled, required } = props;
  const match = /^(\d*)([mhdw])$/.exec(textOf(value));
  const [picked, setPicked] = useState("d");
  const [number, unit] = [match?.[1] ?? "", match?.[2] ?? picked];
  const set = (nextNumber: string, nextUnit: string): void => {
    setPicked(nextUnit);
    onChange(/^[1-9]\d{0,4}$/.test(nextNumber) ? `${nextNumber}${nextUnit}` : undefined);
  };
  return (
    <div className="cf-row">
      <input id={id} type="number" className="cf-input cf-number" min={1} max={99999} step={1} value={number} placeholder={required ? "" : "any time"} disabled={disabled} onChange={(event) => set(event.target.value, unit)} {...ariaOf(props)} />
      <select className="cf-input cf-select" aria-label="Unit of time" value={unit} disabled={disabled} onChange={(event) => set(number, event.target.value)}>
        {UNITS.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
