// Whether two JSON values say the same; the order of an object's keys says nothing, because the server keeps none.

import type { FlowDocument } from "../../model/document";

export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)));
}

/** Whether two documents are the same flow, whatever the order of its parts; a missing name is an empty one. */
export function sameFlow(one: FlowDocument, other: FlowDocument): boolean {
  return sameValue(normal(one), normal(other));
}

function normal({ nodes, edges }: FlowDocument): unknown {
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node.id, { ...node, name: node.name ?? "" }])),
    edges: Object.fromEntries(edges.map((edge) => [`${edge.source}→${edge.port}→${edge.target}`, true])),
  };
}
