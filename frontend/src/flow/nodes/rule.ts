// A rule tree in a few words, for the summaries of nodes that ask a question.

import { isRecord, records, text, type Config, type Names } from "./type";

const OPERATORS: Readonly<Record<string, string>> = {
  eq: "is",
  equals: "is",
  is: "is",
  is_not: "is not",
  not_equals: "is not",
  neq: "is not",
  ne: "is not",
  gt: "is above",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  contains: "contains",
  not_contains: "doesn’t contain",
  starts_with: "starts with",
  ends_with: "ends with",
  in: "is one of",
  not_in: "is none of",
  exists: "is known",
  not_exists: "is unknown",
  has: "has",
  has_not: "hasn’t",
};

/** The first condition of a rule in words, and how many more there are. */
export function ruleSummary(rule: unknown, names: Names): string {
  const leaves = isRecord(rule) ? leavesOf(rule) : [];
  const [first, ...others] = leaves;
  if (first === undefined) return "No conditions yet";
  const words = leafSummary(first, names);
  const joint = isRecord(rule) && text(rule, "condition") === "OR" ? "or" : "and";
  return others.length === 0 ? words : `${words} ${joint} ${others.length} more`;
}

function leavesOf(rule: Config): Config[] {
  return "rules" in rule ? records(rule["rules"]).flatMap(leavesOf) : [rule];
}

function leafSummary(leaf: Config, names: Names): string {
  const operator = OPERATORS[text(leaf, "operator")] ?? text(leaf, "operator").replaceAll("_", " ");
  const value = valueText(leaf["value"], names);
  const field = text(leaf, "field");
  switch (text(leaf, "type")) {
    case "tag":
      return `${operator.startsWith("is not") || operator === "hasn’t" ? "Not tagged" : "Tagged"} “${value || field}”`;
    case "segment":
      return `${operator.includes("not") ? "Not in" : "In"} “${names[field] ?? (value || field)}”`;
    case "engagement":
      return operator.includes("not") ? `Not ${field}` : sentence(`${field} ${value && `“${value}”`}`);
    default:
      return sentence(`${field || text(leaf, "type")} ${operator} ${value}`);
  }
}

function valueText(value: unknown, names: Names): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (isRecord(value)) return Object.values(value).map((part) => names[String(part)] ?? String(part)).join(", ");
  return value === undefined || value === null ? "" : (names[String(value)] ?? String(value));
}

function sentence(words: string): string {
  const trimmed = words.trim().replaceAll("_", " ");
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}
