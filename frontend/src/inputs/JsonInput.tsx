// JSON as text. What can't be read stays in the input, says what is wrong, and changes nothing until it can.

import { useEffect, useRef, useState, type ReactNode } from "react";
import { ariaOf, textOf, type InputProps } from "./input";

export function JsonInput(props: InputProps): ReactNode {
  const { id, value, onChange, disabled, schema } = props;
  const [text, setText] = useState(() => shownOf(value));
  const given = useRef(value);
  const wrong = problemOf(text, schema);
  useEffect(() => {
    // Undo, or somebody else's change: only what did not come from here replaces what was typed.
    if (JSON.stringify(given.current) !== JSON.stringify(value)) {
      given.current = value;
      setText(shownOf(value));
    }
  }, [value]);
  const type = (next: string): void => {
    setText(next);
    if (problemOf(next, schema) !== "") return;
    given.current = parsed(next, schema);
    onChange(given.current);
  };
  return (
    <>
      <textarea
        id={id}
        rows={6}
        spellCheck={false}
        className="cf-input cf-code"
        value={text}
        placeholder={textOf(schema["x-placeholder"])}
        disabled={disabled}
        onChange={(event) => type(event.target.value)}
        {...ariaOf({ ...props, invalid: props.invalid || wrong !== "" })}
      />
      {wrong !== "" && (
        <p className="cf-hint" role="status">
          {wrong}
        </p>
      )}
    </>
  );
}

function takesText(schema: InputProps["schema"]): boolean {
  return Array.isArray(schema["type"]) && schema["type"].includes("string");
}

function shownOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** JSON that begins like a document is one; anything else is a text, where a text may stand. */
function parsed(text: string, schema: InputProps["schema"]): unknown {
  if (text.trim() === "") return undefined;
  if (takesText(schema) && !looksLikeDocument(text)) return text;
  return JSON.parse(text) as unknown;
}

function problemOf(text: string, schema: InputProps["schema"]): string {
  try {
    parsed(text, schema);
    return "";
  } catch {
    return "This is no JSON yet; the last version that was is kept.";
  }
}

function looksLikeDocument(text: string): boolean {
  const start = text.trimStart();
  return (start.startsWith("{") && !start.startsWith("{{") && !start.startsWith("{%")) || start.startsWith("[");
}
