// A field of the contact or one of the workspace's attributes, by key. `x-kinds` narrows them to kinds of values.

import type { ReactNode } from "react";
import type { Attribute } from "../api/lookups";
import { once } from "./asked";
import { useForm } from "./context";
import { strings, type InputProps } from "./input";
import { matching } from "./matching";
import { Picker } from "./Picker";

export function ContactFieldPicker(props: InputProps): ReactNode {
  const { api } = useForm();
  const kinds = strings(props.schema["x-kinds"]);
  const writable = props.schema["x-writable"] === true;
  return (
    <Picker
      input={props}
      free
      about="attributes"
      placeholder="Search fields and attributes"
      empty="No such field or attribute."
      load={async (search) => {
        const attributes = await once(api, "attributes", () => api.attributes());
        return matching(attributes.filter((each) => fits(each, kinds, writable)).map(optionOf), search);
      }}
    />
  );
}

/** A field or attribute as it is offered. */
export function optionOf(attribute: Attribute): { value: string; label: string; detail: string } {
  const kind = KINDS[attribute.kind] ?? attribute.kind;
  return { value: attribute.key, label: attribute.label, detail: attribute.label === attribute.key ? kind : `${attribute.key} · ${kind}` };
}

const KINDS: Readonly<Record<string, string>> = { boolean: "yes or no" };
const READ_ONLY = new Set(["created_at", "changed_at", "id", "score"]);

function fits(attribute: Attribute, kinds: readonly string[], writable: boolean): boolean {
  return (kinds.length === 0 || kinds.includes(attribute.kind)) && !(writable && READ_ONLY.has(attribute.key));
}
