// Markup by hand: a wide field in a fixed-width font, and the menu of variables.

import { useRef, type ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";
import { inserted } from "./mergeTags";
import { VariableMenu } from "./VariableMenu";

export function CodeInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled } = props;
  const element = useRef<HTMLTextAreaElement>(null);
  const add = (tag: string): void => {
    const field = element.current;
    if (field === null) return;
    const result = inserted(field.value, tag, field.selectionStart, field.selectionEnd);
    onChange(result.text);
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(result.caret, result.caret));
  };
  return (
    <div className="cf-stack">
      <textarea
        ref={element}
        id={id}
        rows={14}
        className="cf-input cf-code"
        value={textOf(value)}
        maxLength={typeof schema["maxLength"] === "number" ? schema["maxLength"] : undefined}
        spellCheck={false}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        {...ariaOf(props)}
      />
      <div className="cf-row">
        <VariableMenu disabled={disabled} onPick={add} />
      </div>
    </div>
  );
}
