// What differs between two flows, step by step and way by way. Pure.

import { edgeKey, type FlowDocument, type FlowNode } from "../../model/document";
import { sameValue } from "./values";

export interface ChangedStep {
  readonly node: FlowNode;
  /** What of it differs: type, name, or keys of its config. */
  readonly fields: readonly string[];
}

export interface FlowChanges {
  readonly added: readonly FlowNode[];
  readonly removed: readonly FlowNode[];
  readonly changed: readonly ChangedStep[];
  /** Ways between steps that are in both, and lead elsewhere, came or went. */
  readonly ways: number;
}

/** What leads from one flow to the other. */
export function compareFlows(from: FlowDocument, to: FlowDocument): FlowChanges {
  const before = new Map(from.nodes.map((node) => [node.id, node]));
  const after = new Set(to.nodes.map((node) => node.id));
  const changed = to.nodes.flatMap((node) => {
    const old = before.get(node.id);
    const fields = old === undefined ? [] : changedFields(old, node);
    return fields.length === 0 ? [] : [{ node, fields }];
  });
  return {
    added: to.nodes.filter((node) => !before.has(node.id)),
    removed: from.nodes.filter((node) => !after.has(node.id)),
    changed,
    ways: changedWays(from, to, (id) => before.has(id) && after.has(id)),
  };
}

/** Whether there is nothing to tell. */
export function isUnchanged({ added, removed, changed, ways }: FlowChanges): boolean {
  return added.length + removed.length + changed.length + ways === 0;
}

/** `type`, `name`, and the keys of the config that differ. */
export function changedFields(one: FlowNode, other: FlowNode): string[] {
  const keys = [...new Set([...Object.keys(one.config), ...Object.keys(other.config)])];
  return [
    ...(one.type === other.type ? [] : ["type"]),
    ...((one.name ?? "") === (other.name ?? "") ? [] : ["name"]),
    ...keys.filter((key) => !sameValue(one.config[key], other.config[key])),
  ];
}

function changedWays(from: FlowDocument, to: FlowDocument, inBoth: (id: string) => boolean): number {
  const ways = (document: FlowDocument): Map<string, string> =>
    new Map(document.edges.filter((edge) => inBoth(edge.source)).map((edge) => [edgeKey(edge), edge.target]));
  const [before, after] = [ways(from), ways(to)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).length;
}
