// The variables that a text may hold (docs/templates.md), for the menu of merge tags. No React.

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
  ["timezone", "Time zone"],
  ["score", "Score"],
];

// Attributes that are called like a field are found under `attributes`.
const NAMES = new Set([...OWN.map(([key]) => key), "tags", "attributes"]);
const COMMON: readonly MergeTag[] = [
  { tag: "{{ campaign.name }}", label: "Name of the campaign", group: "Campaign" },
  { tag: "{{ workspace.name }}", label: "Name of the workspace", group: "Campaign" },
];

/** The contact's fields and attributes, the campaign's, and what webhooks of the flow have kept. */
export function mergeTags(attributes: readonly Attribute[], workflow: FlowDocument | null): MergeTag[] {
  const own = OWN.map(([key, label]) => ({ tag: `{{ contact.${key} }}`, label, group: "Contact" }));
  const others = attributes
    .filter((attribute) => !attribute.own)
    .map(({ key, label }) => ({ tag: `{{ contact.${NAMES.has(key) ? "attributes." : ""}${key} }}`, label, group: "Contact" }));
  return [...own, ...others, ...COMMON, ...kept(workflow)];
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
