// Several of a few words, such as weekdays, as buttons that stay pressed.

import type { ReactNode } from "react";
import { isRecord } from "../api/guards";
import { strings, type InputProps } from "./input";
import { labelsOf } from "./labels";

export function ChoicesInput({ value, onChange, schema, disabled }: InputProps): ReactNode {
  const options = labelsOf(isRecord(schema["items"]) ? { ...schema["items"], "x-labels": schema["x-labels"] } : {});
  const chosen = strings(value);
  const toggle = (key: string): void => {
    const next = options.map((option) => option.value).filter((each) => (each === key) !== chosen.includes(each));
    onChange(next.length === 0 ? undefined : next);
  };
  return (
    <div className="cf-chips">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="cf-chip"
          aria-pressed={chosen.includes(option.value)}
          disabled={disabled}
          onClick={() => toggle(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
