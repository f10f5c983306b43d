// What conditions there are and what they are made of, read from the server's description. Knows no condition type.

import { isRecord } from "../api/guards";
import type { Attribute, RuleCondition, RuleLanguage } from "../api/lookups";
import { labelsOf, type Option } from "../inputs/labels";
import { inlined, itemsOf, propertiesOf, record, strings, text, type Json, type Property } from "../inputs/schema";
import { isGroup, type Leaf, type RuleNode } from "./tree";

/** Anything with parts that make a sentence: a condition, or a test of an event's property. */
export interface Parts {
  readonly subject: string;
  /** In the order of the sentence. */
  readonly properties: readonly Property[];
}

export interface Condition extends Parts {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** What it asks is only known once a contact is on its way through a flow. */
  readonly flowOnly: boolean;
}

export interface Language {
  readonly maxDepth: number;
  readonly maxLeaves: number;
  readonly conditions: readonly Condition[];
}

/** The language where a rule is asked: conditions of flows only stand in flows. */
export function languageOf(description: RuleLanguage, inFlow: boolean): Language {
  return {
    maxDepth: description.maxDepth,
    maxLeaves: description.maxLeaves,
    conditions: description.conditions.filter((condition) => inFlow || !condition.flowOnly).map(conditionOf),
  };
}

/** The condition type of a leaf; undefined for one that the server did not describe. */
export function conditionFor(language: Language, leaf: Leaf): Condition | undefined {
  return language.conditions.find((condition) => condition.key === leaf["type"]);
}

/** The parts of an object schema in the order of its sentence. */
export function partsOf(schema: Json): Parts {
  const order = strings(schema["x-order"]);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const properties = propertiesOf(schema).filter((property) => property.name !== "type");
  return { subject: text(schema, "x-subject"), properties: properties.sort((a, b) => rank(a.name) - rank(b.name)) };
}

/** A leaf to begin with: choices that have one way to begin take it, everything else is left open. */
export function newLeaf(condition: Condition, attributes: readonly Attribute[] = []): Leaf {
  return { type: condition.key, ...startOf(condition, attributes) };
}

/** What a test or a condition begins with. */
export function startOf(parts: Parts, attributes: readonly Attribute[] = []): Json {
  const operator = parts.properties.find((property) => property.name === "operator");
  if (operator === undefined) return {};
  const [first] = operatorsFor(operator, undefined, attributes)[0]?.options ?? [];
  return first === undefined ? {} : { operator: first.value };
}

export interface OperatorGroup {
  readonly kind: string;
  readonly label: string;
  readonly options: readonly Option[];
}

const KINDS: Readonly<Record<string, string>> = { text: "Text", number: "Number", boolean: "Yes or no", date: "Date", list: "List" };

/** The operators that fit a field: those of its kind where that is known, otherwise all, by kind. */
export function operatorsFor(operator: Property, field: unknown, attributes: readonly Attribute[]): OperatorGroup[] {
  const options = labelsOf(operator.schema);
  const kinds = record(operator.schema["x-kinds"]);
  const narrow = (allowed: readonly string[]): Option[] => allowed.flatMap((value) => options.filter((option) => option.value === value));
  const kind = attributes.find((attribute) => attribute.key === field)?.kind;
  if (kind !== undefined && strings(kinds[kind]).length > 0) {
    return [{ kind, label: KINDS[kind] ?? kind, options: narrow(strings(kinds[kind])) }];
  }
  const listed = new Set(options.map((option) => option.value));
  const groups = Object.entries(kinds).map(([key, values]) => ({ kind: key, label: KINDS[key] ?? key, options: narrow(strings(values)) }));
  const fitting = groups.filter((group) => group.options.length > 0 && group.options.every((option) => listed.has(option.value)));
  const several = options.length > 8 && fitting.length > 1;
  return several ? inOrder(fitting) : [{ kind: "", label: "", options }];
}

/** Whether a property is asked for with the chosen operator: how often makes no sense of the first time. */
export function isAsked(property: Property, object: Json): boolean {
  return !strings(property.schema["x-not-with"]).includes(String(object["operator"]));
}

/** What kind of value an operator takes: `text`, `number`, …; "" where operators do not decide that. */
export function operandOf(parts: Parts, operator: unknown): string {
  const property = parts.properties.find((each) => each.name === "operator");
  return typeof operator === "string" ? text(record(property?.schema["x-operands"]), operator) : "";
}

/** The leaf with another operator: its value is kept where the new operator takes the same kind. */
export function withOperator(parts: Parts, leaf: Json, operator: string): Json {
  const unasked = parts.properties.filter((property) => !isAsked(property, { operator })).map((property) => property.name);
  const { value, ...others } = Object.fromEntries(Object.entries(leaf).filter(([name]) => !unasked.includes(name)));
  const [before, after] = [operandOf(parts, leaf["operator"]), operandOf(parts, operator)];
  const keeps = value !== undefined && (before === after || (before === "moment" && after === "day" && isDay(value)) || (before === "day" && after === "moment"));
  return keeps ? { ...others, operator, value } : { ...others, operator };
}

/** The leaf with another field: an operator that does not fit the field's kind gives way, and its value with it. */
export function withField(parts: Parts, leaf: Json, field: unknown, attributes: readonly Attribute[]): Json {
  const operator = parts.properties.find((each) => each.name === "operator");
  const next = { ...leaf, field };
  if (operator === undefined) return next;
  const fitting = operatorsFor(operator, field, attributes).flatMap((group) => group.options);
  const [first] = fitting;
  if (first === undefined || fitting.some((option) => option.value === leaf["operator"])) return next;
  return withOperator(parts, next, first.value);
}

function conditionOf(condition: RuleCondition): Condition {
  const { key, label, description, flowOnly } = condition;
  return { key, label, description, flowOnly, ...partsOf(inlined(condition.schema)) };
}

/** Texts first: most of what one asks for is text. */
function inOrder(groups: readonly OperatorGroup[]): OperatorGroup[] {
  const order = Object.keys(KINDS);
  return [...groups].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function isDay(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** Whether some condition asks what no contact has before it is on its way, so that nobody can be counted. */
export function asksLater(node: RuleNode, language: Language): boolean {
  if (isGroup(node)) return node.rules.some((child) => asksLater(child, language));
  return conditionFor(language, node)?.flowOnly === true;
}

/** Whether something is missing without which a condition means nothing yet, or a group is empty. */
export function isUnfinished(node: RuleNode, language: Language): boolean {
  if (isGroup(node)) return node.rules.length === 0 || node.rules.some((child) => isUnfinished(child, language));
  const condition = conditionFor(language, node);
  return condition !== undefined && lacks(condition, node);
}

function lacks(parts: Parts, object: Json): boolean {
  return parts.properties.some((property) => {
    const value = object[property.name];
    if (property.editor === "operand") {
      const operand = operandOf(parts, object["operator"]);
      return operand !== "none" && !isFilled(value);
    }
    if (property.shape === "objects" && Array.isArray(value)) {
      const inner = partsOf(itemsOf(property.schema));
      return value.some((item) => !isRecord(item) || lacks(inner, item));
    }
    if (isRecord(value) && property.shape === "object") return lacks(partsOf(property.schema), value);
    return (property.required || strings(property.schema["x-needed-with"]).includes(String(object["operator"]))) && !isFilled(value);
  });
}

/** A pair of numbers of which one is missing is not filled in. */
function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.includes(null));
}
