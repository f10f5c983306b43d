// A text that may hold variables, with a menu that puts them in at the caret. Where null may stand, the value can be cleared.

import { useRef, type ReactNode } from "react";
import { once, useAsked } from "./asked";
import { useForm } from "./context";
import { ariaOf, textOf, type InputProps } from "./input";
import { inserted, mergeTags } from "./mergeTags";

const LONG_TEXT = 300;

export function LiquidInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled } = props;
  const form = useForm();
  const element = useRef<HTMLTextAreaElement>(null);
  const { data } = useAsked("attributes", () => once(form.api, "attributes", () => form.api.attributes()));
  const types = Array.isArray(schema["type"]) ? schema["type"] : [];
  const cleared = types.includes("null") && value === null;
  const most = typeof schema["maxLength"] === "number" ? schema["maxLength"] : undefined;
  const rows = most !== undefined && most > LONG_TEXT ? 5 : 1;
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
          value={textOf(value)}
          maxLength={most}
          placeholder={textOf(schema["x-placeholder"])}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
          {...ariaOf(props)}
        />
      )}
      <div className="cf-row">
        {!cleared && (
          <select className="cf-input cf-select cf-tags" aria-label="Insert a variable" value="" disabled={disabled} onChange={(event) => add(event.target.value)}>
            <option value="">Insert a variable…</option>
            {groupsOf(mergeTags(data ?? [], form.workflow)).map(([group, tags]) => (
              <optgroup key={group} label={group}>
                {tags.map(({ tag, label }) => (
                  <option key={tag} value={tag}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
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

function groupsOf<T extends { readonly group: string }>(tags: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const tag of tags) groups.set(tag.group, [...(groups.get(tag.group) ?? []), tag]);
  return [...groups];
}
