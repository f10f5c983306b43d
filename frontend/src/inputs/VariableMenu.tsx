// The menu of variables that a text may hold.

import type { ReactNode } from "react";
import { once, useAsked } from "./asked";
import { useForm } from "./context";
import { mergeTags, type MergeTag } from "./mergeTags";

export function VariableMenu({ disabled, onPick }: { readonly disabled: boolean; readonly onPick: (tag: string) => void }): ReactNode {
  const form = useForm();
  const { data } = useAsked("attributes", () => once(form.api, "attributes", () => form.api.attributes()));
  return (
    <select className="cf-input cf-select cf-tags" aria-label="Insert a variable" value="" disabled={disabled} onChange={(event) => event.target.value !== "" && onPick(event.target.value)}>
      <option value="">Insert a variable…</option>
      {groupsOf([...mergeTags(data ?? [], form.workflow), ...snippetTags(form.snippets ?? [])]).map(([group, tags]) => (
        <optgroup key={group} label={group}>
          {tags.map(({ tag, label }) => (
            <option key={tag} value={tag}>
              {label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function snippetTags(keys: readonly string[]): MergeTag[] {
  return keys.map((key) => ({ tag: `{% snippet '${key}' %}`, label: key, group: "Snippets" }));
}

function groupsOf<T extends { readonly group: string }>(tags: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const tag of tags) groups.set(tag.group, [...(groups.get(tag.group) ?? []), tag]);
  return [...groups];
}
