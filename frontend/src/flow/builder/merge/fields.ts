// Merges one step that both sides have: its name and each value of its config. Pure.

import type { FlowNode } from "../../model/document";
import type { Choose } from "./merge";
import { sameValue } from "./values";

/** The merged step; `before` is undefined where both sides added it. */
export function mergeFields(before: FlowNode | undefined, mine: FlowNode, theirs: FlowNode, choose: Choose): FlowNode {
  const pick = (field: string, old: unknown, own: unknown, other: unknown): unknown => {
    if (sameValue(own, other) || sameValue(own, old)) return other;
    if (sameValue(other, old)) return own;
    const key = `${mine.id} ${field}`;
    return choose({ key, kind: "value", node: mine, field, mine: own ?? null, theirs: other ?? null }) === "mine" ? own : other;
  };
  // Another type has another config: a step whose type one side changed is taken whole.
  if (mine.type !== theirs.type) {
    const type = pick("type", before?.type, mine.type, theirs.type);
    return type === mine.type ? mine : theirs;
  }
  const name = pick("name", before?.name ?? "", mine.name ?? "", theirs.name ?? "");
  const keys = new Set([...Object.keys(theirs.config), ...Object.keys(mine.config)]);
  const config: Record<string, unknown> = {};
  for (const key of keys) {
    const value = pick(key, before?.config[key], mine.config[key], theirs.config[key]);
    if (value !== undefined) config[key] = value;
  }
  return { id: mine.id, type: mine.type, ...(typeof name === "string" && name !== "" ? { name } : {}), config };
}
