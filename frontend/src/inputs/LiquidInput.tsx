// A text that may hold variables, with a menu that puts them in at the caret. Where null may stand, the value can be cleared.
// What is not said yet is what the schema says, and stands there to be changed; who empties it means nothing.

import { useRef, type ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";
import { inserted } from "./mergeTags";
import { VariableMenu } from "./VariableMenu";

const LONG_TEXT = 300;

export function LiquidInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled } = props;
  const element = useRef<HTMLTextAreaElement>(null);
  const types = Array.isArray(schema["type"]) ? schema["type"] : [];
  const cleared = types.includes("null") && value === null;
  const most = typeof schema["maxLength"] === "number" ? schema["maxLength"] : undefined;
  const fallback = textOf(schema["default"]);
  const oneLine = schema["x-lines"] === 1;
  const rows = !oneLine && most !== undefined && most > LONG_TEXT ? 5 : 1;
  const add = (tag: string): void => {
    const field = element.current;
    if (field === null || tag === "") return;
    const result = inserted(field.value, tag, field.selectionStart, field.selectionEnd);
    onChange(result.text);
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(result.caret, result.caret));
  };
  return (
    <div className="cf-stack">
      {!cleared && (
        <textarea
          ref={element}
          id={id}
          rows={rows}
          className="cf-input cf-liquid"
          value={value === undefined ? fallback : textOf(value)}
          maxLength={most}
          placeholder={textOf(schema["x-placeholder"])}
          disabled={disabled}
          onKeyDown={(event) => oneLine && event.key === "Enter" && event.preventDefault()}
          onChange={(event) => {
            const text = oneLine ? event.target.value.replaceAll(/\s*[\r\n]+\s*/g, " ") : event.target.value;
            onChange(text === "" && fallback === "" ? undefined : text);
          }}
          {...ariaOf(props)}
        />
      )}
      <div className="cf-row">
        {!cleared && <VariableMenu disabled={disabled} onPick={add} />}
        {types.includes("null") && (
          <label className="cf-check">
            <input id={cleared ? id : undefined} type="checkbox" checked={cleared} disabled={disabled} onChange={(event) => onChange(event.target.checked ? null : undefined)} />
            Empty the field
          </label>
        )}
      </div>
    </div>
  );
}
