// Two people may give the same id to two different new steps; mine, which nobody else has seen yet, gets another. A new step
// of the same id and type is one and the same: ids are drawn by chance, and the server had mine although its answer was lost. Pure.

import type { FlowDocument, FlowNode } from "../../model/document";

/** My flow with fresh ids for steps that I added and whose ids the other side gave to something else. */
export function withoutClashes(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument): FlowDocument {
  const old = new Set(base.nodes.map((node) => node.id));
  const others = new Map(theirs.nodes.map((node) => [node.id, node]));
  const taken = new Set([...mine.nodes, ...theirs.nodes].map((node) => node.id));
  const renamed = new Map<string, string>();
  for (const node of mine.nodes) {
    const other = others.get(node.id);
    if (old.has(node.id) || other === undefined || other.type === node.type) continue;
    let id = node.id;
    for (let count = 2; taken.has(id); count += 1) id = `${node.id}_${count}`;
    taken.add(id);
    renamed.set(node.id, id);
  }
  return renamed.size === 0 ? mine : withIds(mine, renamed);
}

function withIds({ nodes, edges }: FlowDocument, renamed: ReadonlyMap<string, string>): FlowDocument {
  const to = (id: string): string => renamed.get(id) ?? id;
  return {
    nodes: nodes.map((node): FlowNode => ({ ...node, id: to(node.id), config: record(node.config, to) })),
    edges: edges.map((edge) => ({ ...edge, source: to(edge.source), target: to(edge.target) })),
  };
}

function record(config: FlowNode["config"], to: (id: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, referring(key, value, to)]));
}

/** Rules name steps of their own flow under `node`. */
function referring(key: string, value: unknown, to: (id: string) => string): unknown {
  if (key === "node" && typeof value === "string") return to(value);
  if (Array.isArray(value)) return value.map((item: unknown) => referring("", item, to));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, referring(name, inner, to)]));
}
