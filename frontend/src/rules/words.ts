// A rule in plain words, for below the builder and for screen readers. Put together from the server's description.

import { isRecord } from "../api/guards";
import type { Attribute } from "../api/lookups";
import { labelsOf, readable } from "../inputs/labels";
import { itemsOf, strings, text, type Json, type Property } from "../inputs/schema";
import { conditionFor, isAsked, partsOf, type Language, type Parts } from "./language";
import { isGroup, type Group, type Leaf, type RuleNode } from "./tree";

export interface WordsContext {
  readonly language: Language;
  readonly attributes: readonly Attribute[];
  readonly names: Readonly<Record<string, string>>;
}

const GAP = "…";
const UNITS: Readonly<Record<string, string>> = { m: "minute", h: "hour", d: "day", w: "week" };

/** `Contacts whose Plan is “pro” and …`: the whole rule as one sentence, with a gap where something is missing. */
export function ruleWords(rule: Group, context: WordsContext): string {
  if (rule.rules.length === 0) return "No conditions yet.";
  const words = groupWords(rule, context, true);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** One leaf in words. */
export function leafWords(leaf: Leaf, context: WordsContext): string {
  const condition = conditionFor(context.language, leaf);
  return condition === undefined ? `“${String(leaf["type"])}” (unknown here)` : partsWords(condition, leaf, context);
}

/** `30d` → `30 days`; what is none stays as it is. */
export function timespanWords(value: string): string {
  const match = /^(\d+)([mhdw])$/.exec(value);
  const unit = match === null ? undefined : UNITS[match[2] ?? ""];
  return match === null || unit === undefined ? value : `${match[1]} ${unit}${match[1] === "1" ? "" : "s"}`;
}

function groupWords(group: Group, context: WordsContext, top: boolean): string {
  if (group.rules.length === 0) return GAP;
  const joined = group.rules.map((node) => nodeWords(node, context)).join(group.condition === "OR" ? " or " : " and ");
  if (group.not === true) return `not (${joined})`;
  return top || group.rules.length === 1 ? joined : `(${joined})`;
}

function nodeWords(node: RuleNode, context: WordsContext): string {
  return isGroup(node) ? groupWords(node, context, false) : leafWords(node, context);
}

function partsWords(parts: Parts, object: Json, context: WordsContext): string {
  const operator = parts.properties.find((property) => property.name === "operator");
  const words = parts.properties.map((property) => propertyWords(property, object, operator, context));
  return [parts.subject, ...words].filter((word) => word !== "").join(" ");
}

function propertyWords(property: Property, object: Json, operator: Property | undefined, context: WordsContext): string {
  const value = object[property.name];
  if (!isAsked(property, object)) return "";
  const sentence = sentenceOf(property, object);
  if (value === undefined || value === null || (value === property.fallback && sentence === text(property.schema, "x-words"))) {
    return isNeeded(property, object) || isOperandMissing(property, object, operator) ? GAP : "";
  }
  const words = valueWords(property, value, context);
  return sentence === "" ? words : sentence.replace("{}", words);
}

/** The words around a property: with some operators they are others. */
function sentenceOf(property: Property, object: Json): string {
  const other = isRecord(property.schema["x-words-with"]) ? property.schema["x-words-with"][String(object["operator"])] : undefined;
  return typeof other === "string" ? other : text(property.schema, "x-words");
}

function isNeeded(property: Property, object: Json): boolean {
  return property.required || strings(property.schema["x-needed-with"]).includes(String(object["operator"]));
}

function isOperandMissing(property: Property, object: Json, operator: Property | undefined): boolean {
  const chosen = object["operator"];
  if (property.editor !== "operand" || operator === undefined || typeof chosen !== "string") return false;
  const operands = operator.schema["x-operands"];
  return isRecord(operands) && operands[chosen] !== "none";
}

function valueWords(property: Property, value: unknown, context: WordsContext): string {
  if (property.shape === "enum" && typeof value === "string") {
    const said = isRecord(property.schema["x-said"]) ? property.schema["x-said"][value] : undefined;
    if (typeof said === "string") return said;
    return labelsOf(property.schema).find((option) => option.value === value)?.label ?? readable(value);
  }
  if (property.editor === "contact-field") return context.attributes.find((each) => each.key === value)?.label ?? String(value);
  if (property.editor === "property" || typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return looksLikeTimespan(property, value) ? timespanWords(value) : `“${context.names[value] ?? value}”`;
  if (Array.isArray(value)) return listWords(property, value, context);
  return isRecord(value) && property.shape === "object" ? partsWords(partsOf(property.schema), value, context) : JSON.stringify(value);
}

function listWords(property: Property, values: readonly unknown[], context: WordsContext): string {
  if (property.shape === "objects") {
    const parts = partsOf(itemsOf(property.schema));
    return values.map((item) => (isRecord(item) ? partsWords(parts, item, context) : GAP)).join(" and ");
  }
  if (values.length === 2 && values.every((item) => typeof item === "number")) return values.join(" and ");
  return values.map((item) => (typeof item === "string" ? `“${context.names[item] ?? item}”` : String(item))).join(", ");
}

function looksLikeTimespan(property: Property, value: string): boolean {
  return property.editor === "timespan" || (property.editor === "operand" && /^\d{1,5}[mhdw]$/.test(value));
}
