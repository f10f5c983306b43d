// A time of day, such as 09:00.

import type { ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";

export function TimeInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled } = props;
  return (
    <input
      id={id}
      type="time"
      className="cf-input cf-time"
      value={textOf(value)}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      {...ariaOf(props)}
    />
  );
}
