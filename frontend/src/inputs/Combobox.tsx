// A text input with a list below it, after the ARIA combobox pattern: choose by arrow keys, or type to narrow the list.
// What the options are, and what choosing means, is the business of its callers.

import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { ariaOf, type InputProps } from "./input";

export interface ComboOption {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

export interface ComboboxProps extends Pick<InputProps, "id" | "disabled" | "required" | "describedBy" | "invalid"> {
  /** What the input shows while nobody types. */
  readonly shown: string;
  readonly options: readonly ComboOption[];
  readonly loading?: boolean;
  readonly error?: string;
  readonly placeholder?: string;
  readonly empty: string;
  /** Narrow the options; "" when the list opens. */
  readonly onSearch: (text: string) => void;
  readonly onChoose: (option: ComboOption) => void;
  /** Takes what was typed as it stands, where anything may be typed. */
  readonly onFree?: (text: string) => void;
  readonly onClear?: (() => void) | undefined;
  readonly label?: string;
}

export function Combobox(props: ComboboxProps): ReactNode {
  const { id, shown, options, disabled, onSearch, onChoose, onFree, onClear } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const list = useId();
  const open = typed !== null;

  const start = (): void => {
    if (disabled || open) return;
    setTyped(onFree === undefined ? "" : shown);
    setActive(-1);
    onSearch("");
  };
  const close = (): void => {
    setTyped(null);
    setActive(-1);
  };
  const choose = (option: ComboOption): void => {
    close();
    onChoose(option);
  };
  const leave = (): void => {
    if (typed !== null && onFree !== undefined && typed.trim() !== shown) onFree(typed.trim());
    close();
  };
  const type = (text: string): void => {
    setTyped(text);
    setActive(onFree === undefined && text !== "" ? 0 : -1);
    onSearch(text);
  };
  const press = (event: KeyboardEvent): void => {
    const option = options[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) start();
      else setActive(moved(active, event.key === "ArrowDown" ? 1 : -1, options.length));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (option !== undefined) choose(option);
      else leave();
    } else if (event.key === "Escape" && open) {
      // The list closes, not the panel around it.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };

  return (
    <div className="cf-combo">
      <input
        id={id}
        type="text"
        role="combobox"
        autoComplete="off"
        className="cf-input"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-label={props.label}
        aria-activedescendant={open && active >= 0 ? `${list}-${active}` : undefined}
        disabled={disabled}
        placeholder={open && onFree === undefined && shown !== "" ? shown : props.placeholder}
        value={typed ?? shown}
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onClick={start}
        onBlur={leave}
        onKeyDown={press}
        {...ariaOf(props)}
      />
      {onClear !== undefined && shown !== "" && !disabled && (
        <button type="button" className="cf-icon-button" aria-label={`Clear ${shown}`} onClick={() => { close(); onClear(); }}>
          ×
        </button>
      )}
      <ul id={list} role="listbox" className="cf-list" hidden={!open} aria-label="Suggestions">
        {options.map((option, index) => (
          <li
            key={option.value}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className="cf-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span>{option.label}</span>
            {option.detail !== undefined && option.detail !== "" && <small>{option.detail}</small>}
          </li>
        ))}
      </ul>
      {open && options.length === 0 && (
        <p className="cf-list cf-list-note" role="status">{noteOf(props)}</p>
      )}
    </div>
  );
}

function noteOf(props: ComboboxProps): string {
  if (props.error !== undefined && props.error !== "") return props.error;
  return props.loading === true ? "Looking…" : props.empty;
}

function moved(active: number, by: number, count: number): number {
  if (count === 0) return -1;
  return active < 0 ? (by > 0 ? 0 : count - 1) : (active + by + count) % count;
}
