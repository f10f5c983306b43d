// A colour, by the browser's picker or as #rrggbb. Where the schema gives none, it can be left to the theme.

import type { ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";

const COLOR = /^#[0-9a-f]{6}$/i;

export function ColorInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled } = props;
  const fallback = textOf(schema["default"]);
  const current = textOf(value) || fallback;
  const valid = COLOR.test(current);
  return (
    <div className="cf-row">
      <input
        type="color"
        className="cf-color"
        aria-label="Choose a colour"
        value={valid ? current : "#000000"}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      />
      <input
        id={id}
        type="text"
        className="cf-input cf-code"
        value={textOf(value)}
        placeholder={fallback || "As the theme"}
        maxLength={7}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        {...ariaOf(props)}
      />
    </div>
  );
}
