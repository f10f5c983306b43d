// The list of conditions that may be added, each with what it asks.

import { useId, useRef, useState, type ReactNode } from "react";
import type { Condition } from "./language";

export interface AddMenuProps {
  readonly conditions: readonly Condition[];
  readonly disabled: boolean;
  readonly onAdd: (condition: Condition) => void;
}

export function AddMenu({ conditions, disabled, onAdd }: AddMenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  const list = useId();
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      className="rb-add"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button ref={button} type="button" className="cf-button" aria-expanded={open} aria-controls={list} disabled={disabled} onClick={() => setOpen(!open)}>
        + Add a condition
      </button>
      <ul id={list} className="rb-menu" hidden={!open}>
        {conditions.map((condition) => (
          <li key={condition.key}>
            <button
              type="button"
              className="rb-choice"
              onClick={() => {
                setOpen(false);
                onAdd(condition);
              }}
            >
              <b>{condition.label}</b>
              <small>{condition.description}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
