// JSON Schema as the server writes it for configs and rules, read into the few shapes that forms know. No React, no node types.

import { isRecord } from "../api/guards";

export type Json = Readonly<Record<string, unknown>>;

/** What kind of input a property needs when no `x-editor` names one. */
export type Shape =
  | "enum"
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "date-time"
  | "object"
  | "objects"
  | "choices"
  | "strings"
  | "map"
  | "unknown";

export interface Property {
  readonly name: string;
  /** The schema with "or null" taken off. */
  readonly schema: Json;
  readonly title: string;
  readonly help: string;
  readonly editor: string | null;
  readonly shape: Shape;
  readonly required: boolean;
  readonly nullable: boolean;
  /** A heading under which rarely needed properties are folded away. */
  readonly group: string | null;
  readonly unit: string | null;
  readonly fallback: unknown;
}

/** One way to fill in an object of which only one of several parts may be set. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly properties: readonly string[];
  /** What is set when somebody chooses this way for the first time. */
  readonly start: Json;
}

/** The properties of an object schema, in its order. */
export function propertiesOf(schema: Json): Property[] {
  const required = strings(schema["required"]);
  return Object.entries(record(schema["properties"])).map(([name, raw]) => propertyOf(name, record(raw), required.includes(name)));
}

/** The ways of an object of which one may be taken; empty where all of its properties stand side by side. */
export function choicesOf(schema: Json): Choice[] {
  const choices = schema["x-one-of"];
  if (!Array.isArray(choices)) return [];
  return choices.filter(isRecord).map((choice) => ({
    key: text(choice, "key"),
    label: text(choice, "label"),
    properties: strings(choice["properties"]),
    start: record(choice["start"]),
  }));
}

/** The schema with every reference to its `$defs` replaced by what it points to. Its parts must not hold each other. */
export function inlined(schema: Json): Json {
  const { $defs, ...own } = schema;
  return record(followed(own, record($defs)));
}

function followed(value: unknown, defs: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => followed(item, defs));
  if (!isRecord(value)) return value;
  const { $ref, ...beside } = value;
  const target = typeof $ref === "string" ? record(defs[$ref.slice($ref.lastIndexOf("/") + 1)]) : {};
  return Object.fromEntries(Object.entries({ ...target, ...beside }).map(([key, part]) => [key, followed(part, defs)]));
}

/** A text of a schema, or "". */
export function text(schema: Json, key: string): string {
  const value = schema[key];
  return typeof value === "string" ? value : "";
}

/** A number of a schema, or undefined. */
export function number(schema: Json, key: string): number | undefined {
  const value = schema[key];
  return typeof value === "number" ? value : undefined;
}

/** The texts of a list; anything else is left out. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The value where it is an object, otherwise an empty one. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** A schema with "or null" taken off and what stands outside kept; and whether null is allowed. */
export function resolved(raw: Json): { schema: Json; nullable: boolean } {
  const { anyOf, ...outside } = raw;
  if (Array.isArray(anyOf)) {
    const inner = anyOf.filter(isRecord).filter((each) => each["type"] !== "null");
    const [only] = inner;
    return { schema: inner.length === 1 ? { ...only, ...outside } : raw, nullable: inner.length < anyOf.length };
  }
  return { schema: raw, nullable: Array.isArray(raw["type"]) && raw["type"].includes("null") };
}

/** The object with a value set, or without it. */
export function withValue(object: Json, name: string, value: unknown): Json {
  const { [name]: _, ...others } = object;
  return value === undefined ? others : { ...object, [name]: value };
}

/** The schema of a list's items. */
export function itemsOf(schema: Json): Json {
  return resolved(record(schema["items"])).schema;
}

function propertyOf(name: string, raw: Json, required: boolean): Property {
  const { schema, nullable } = resolved(raw);
  return {
    name,
    schema,
    title: text(raw, "title") || text(schema, "title") || name,
    // `x-help` says for people what the description says for programs; "" says nothing.
    help: typeof schema["x-help"] === "string" ? schema["x-help"] : text(raw, "description") || text(schema, "description"),
    editor: text(schema, "x-editor") || null,
    shape: shapeOf(schema),
    required,
    nullable,
    group: text(schema, "x-group") || null,
    unit: text(schema, "x-unit") || null,
    fallback: raw["default"],
  };
}

/** The shape of a resolved schema. */
export function shapeOf(schema: Json): Shape {
  if (Array.isArray(schema["enum"])) return "enum";
  switch (schema["type"]) {
    case "string":
      return schema["format"] === "date-time" ? "date-time" : "string";
    case "integer":
    case "number":
    case "boolean":
      return schema["type"];
    case "object":
      if (isRecord(schema["properties"])) return "object";
      return isRecord(schema["additionalProperties"]) ? "map" : "unknown";
    case "array":
      return shapeOfList(itemsOf(schema));
    default:
      return "unknown";
  }
}

function shapeOfList(items: Json): Shape {
  if (Array.isArray(items["enum"])) return "choices";
  if (items["type"] === "string") return "strings";
  return items["type"] === "object" && isRecord(items["properties"]) ? "objects" : "unknown";
}
