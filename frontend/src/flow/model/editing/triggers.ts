// Triggers stand beside one another above the first step. Nothing leads to them, so they are added, never inserted.

import type { FlowDocument, FlowNode, PortsOf } from "../document";
import { isTrigger } from "../kinds";
import { startsOf } from "../shape";
import { hasRoom } from "./ids";
import { unchanged, type Edited } from "./place";

/** Adds a trigger that leads to what most of the others lead to; the first one leads to the first step. */
export function addTrigger(document: FlowDocument, node: FlowNode, portsOf: PortsOf): Edited {
  return triggerTo(document, node, firstStep(document), portsOf);
}

/** Adds a trigger that leads to a step of the flow, or nowhere yet. */
export function triggerTo(document: FlowDocument, node: FlowNode, target: string | null, portsOf: PortsOf): Edited {
  const edges = target === null ? [] : portsOf(node).map(({ key }) => ({ source: node.id, target, port: key }));
  const taken = document.nodes.some((other) => other.id === node.id);
  if (!isTrigger(node) || taken || !hasRoom(document, 1, edges.length)) return unchanged(document);
  const added = { nodes: [...document.nodes, node], edges: [...document.edges, ...edges] };
  return { document: added, id: node.id, cut: null };
}

/** What the triggers lead to, most of them where they differ; without triggers the first step that nothing leads to. */
function firstStep(document: FlowDocument): string | null {
  const triggers = new Set(document.nodes.filter(isTrigger).map((node) => node.id));
  const votes = new Map<string, number>();
  for (const { source, target } of document.edges) {
    if (triggers.has(source)) votes.set(target, (votes.get(target) ?? 0) + 1);
  }
  const [most] = [...votes].sort(([, a], [, b]) => b - a);
  if (triggers.size > 0) return most?.[0] ?? null;
  return startsOf(document)[0] ?? null;
}
