// The variables that a text may hold, for the menu of merge tags. No React.

import type { Attribute } from "../api/lookups";
import type { FlowDocument } from "../flow/model/document";

export interface MergeTag {
  readonly tag: string;
  readonly label: string;
  readonly group: string;
}

const OWN: readonly (readonly [string, string])[] = [
  ["first_name", "First name"],
  ["last_name", "Last name"],
  ["email", "E-mail address"],
  ["phone", "Phone number"],
];

/** The contact's fields and attributes, what set the campaign off, and what webhooks of the flow have kept. */
export function mergeTags(attributes: readonly Attribute[], workflow: FlowDocument | null): MergeTag[] {
  const own = OWN.map(([key, label]) => ({ tag: `{{ ${key} }}`, label, group: "Contact" }));
  const known = new Set(OWN.map(([key]) => key));
  const others = attributes
    .filter((attribute) => !known.has(attribute.key))
    .map((attribute) => ({ tag: `{{ ${attribute.key} }}`, label: attribute.label, group: "Contact" }));
  return [...own, ...others, ...kept(workflow)];
}

function kept(workflow: FlowDocument | null): MergeTag[] {
  return (workflow?.nodes ?? []).flatMap((node) => {
    const { save_as: name, values } = node.config;
    if (node.type !== "webhook" || typeof name !== "string" || name === "") return [];
    const keys = ["status", ...Object.keys(typeof values === "object" && values !== null ? values : {})];
    return keys.map((key) => ({ tag: `{{ webhook.${name}.${key} }}`, label: `${name}: ${key}`, group: "Webhook answers" }));
  });
}

/** The text with the tag at the selection, and where the caret stands then. */
export function inserted(text: string, tag: string, from: number, to: number): { text: string; caret: number } {
  return { text: text.slice(0, from) + tag + text.slice(to), caret: from + tag.length };
}
