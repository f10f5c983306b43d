// A part of the day, from one time to another.

import type { ReactNode } from "react";
import { isRecord } from "../api/guards";
import { ariaOf, textOf, type InputProps } from "./input";

export function WindowInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  const current = isRecord(value) ? value : {};
  const set = (key: "start" | "end", text: string): void => {
    const { [key]: _, ...others } = current;
    const next = text === "" ? others : { ...current, [key]: text };
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  const part = (key: "start" | "end", label: string, own: string): ReactNode => (
    <input
      id={own}
      type="time"
      aria-label={label}
      className="cf-input cf-time"
      value={textOf(current[key])}
      disabled={disabled}
      onChange={(event) => set(key, event.target.value)}
      {...ariaOf(props)}
    />
  );
  return (
    <div className="cf-row">
      {part("start", "From", id)}
      <span className="cf-unit">to</span>
      {part("end", "To", `${id}-end`)}
    </div>
  );
}
