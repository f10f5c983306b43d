// A rule tree in a few words, for the summaries of nodes that ask a question.

import { isRecord, records, text, type Config, type Names } from "./type";

// Operators as contacts.rules spells them; one that is missing here is shown by its own name.
const OPERATORS: Readonly<Record<string, string>> = {
  equals: "is",
  not_equals: "is not",
  "=": "is",
  "!=": "is not",
  "<": "is below",
  "<=": "is at most",
  ">": "is above",
  ">=": "is at least",
  not_contains: "does not contain",
  in: "is one of",
  not_in: "is none of",
  is_set: "is known",
  is_not_set: "is not known",
  before: "is before",
  after: "is after",
  on: "is on",
  within_last: "is within the last",
  within_next: "is within the next",
  older_than: "is longer ago than",
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
  const negative = text(leaf, "operator").includes("not");
  switch (text(leaf, "type")) {
    case "tag":
      return `${negative ? "Not tagged" : "Tagged"} “${value}”`;
    case "segment":
      return `${negative ? "Not in" : "In"} “${value}”`;
    case "event":
      return `${negative ? "Did not do" : "Did"} “${field}”`;
    case "engagement":
      return negative ? `Not ${field}` : sentence(`${field} ${value && `“${value}”`}`);
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
