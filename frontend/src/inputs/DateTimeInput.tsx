// A date and time. Where it has an offset it is shown in the workspace's time zone; without one it is local time.

import type { ReactNode } from "react";
import { useForm } from "./context";
import { ariaOf, textOf, type InputProps } from "./input";
import { hasOffset, knownZone, localText, withOffset } from "./zones";

export function DateTimeInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled, schema } = props;
  const form = useForm();
  const zone = knownZone(form.timezone);
  const current = textOf(value);
  // `x-local` names what a time without offset means; a schema without it knows no such times.
  const local = textOf(schema["x-local"]);
  const exact = current === "" ? local === "" : hasOffset(current);
  const set = (text: string, isExact: boolean): void => onChange(text === "" ? undefined : isExact ? withOffset(text, zone) : `${text.slice(0, 16)}:00`);
  const shown = current === "" ? "" : localText(current, zone);
  return (
    <div className="cf-row">
      <input
        id={id}
        type="datetime-local"
        className="cf-input"
        value={shown}
        disabled={disabled}
        onChange={(event) => set(event.target.value, exact)}
        {...ariaOf(props)}
      />
      {local === "" ? (
        <span className="cf-unit">{zone}</span>
      ) : (
        <select
          className="cf-input cf-select"
          aria-label="Whose time it is"
          value={exact ? "exact" : "local"}
          disabled={disabled || current === ""}
          onChange={(event) => set(shown, event.target.value === "exact")}
        >
          <option value="local">{local}</option>
          <option value="exact">{zone} for all</option>
        </select>
      )}
    </div>
  );
}
