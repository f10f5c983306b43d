// What a form can say about a value before the server has seen it. Hints only: the server judges.

import { number, text, type Json } from "../../inputs/schema";

/** A sentence about a value that is outside of its schema's limits; "" when there is nothing to say. */
export function hintOf(schema: Json, value: unknown): string {
  if (typeof value === "number") return numberHint(schema, value);
  return typeof value === "string" && value !== "" ? textHint(schema, value) : "";
}

function numberHint(schema: Json, value: number): string {
  const [least, most] = [number(schema, "minimum"), number(schema, "maximum")];
  if (schema["type"] === "integer" && !Number.isInteger(value)) return "Whole numbers only.";
  if (least !== undefined && value < least) return `At least ${least.toLocaleString("en")}.`;
  if (most !== undefined && value > most) return `At most ${most.toLocaleString("en")}.`;
  return "";
}

function textHint(schema: Json, value: string): string {
  const [least, most, pattern] = [number(schema, "minLength"), number(schema, "maxLength"), text(schema, "pattern")];
  if (least !== undefined && value.length < least) return `At least ${least} characters.`;
  if (most !== undefined && value.length > most) return `At most ${most} characters.`;
  if (pattern !== "" && !new RegExp(pattern, "u").test(value)) return text(schema, "x-pattern-hint") || "This doesn’t look right yet.";
  return "";
}
