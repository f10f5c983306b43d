// Changing a step's name or config. Where that changes its ports, the edges are healed.

import type { FlowDocument, FlowEdge, FlowNode, PortsOf } from "../document";
import { EXIT } from "../graph";
import { shapeOf } from "../shape";
import { settled } from "./insert";
import { hasRoom } from "./ids";
import { unchanged, type Edited } from "./place";

export interface Change {
  readonly name?: string;
  readonly config?: FlowNode["config"];
}

/**
 * Changes a step. A port that vanishes takes along what only it led to (`cut`); a new one leads to where the others
 * meet (where they met, if all are new), and stays open where they don't. A port whose key alone changed keeps its edge.
 */
export function configure(document: FlowDocument, id: string, change: Change, portsOf: PortsOf): Edited {
  const node = shapeOf(document, portsOf).byId.get(id);
  if (node === undefined) return unchanged(document, id);
  const changed = { ...node, ...change };
  const nodes = document.nodes.map((other) => (other === node ? changed : other));
  const [before, after] = [keysOf(node, portsOf), keysOf(changed, portsOf)];
  if (before.join() === after.join()) return { document: { nodes, edges: document.edges }, id, cut: null };
  const kept = keptEdges(document, id, before, after);
  const appeared = after.filter((port) => !kept.some((edge) => edge.source === id && edge.port === port));
  const fresh = appeared.filter((port) => !before.includes(port));
  const some = kept.some((edge) => edge.source === id);
  const target = meetingOf(some ? { nodes, edges: kept } : document, id, portsOf);
  const added = target === null ? [] : fresh.map((port) => ({ source: id, target, port }));
  const edges = hasRoom(document, 0, added.length) ? [...kept, ...added] : kept;
  return settled(document, { nodes, edges }, id, portsOf);
}

/** The edges without those of vanished ports; those of renamed ports renamed. */
function keptEdges(document: FlowDocument, id: string, before: readonly string[], after: readonly string[]): FlowEdge[] {
  const renamed = renamesOf(before, after);
  return document.edges.flatMap((edge): FlowEdge[] => {
    if (edge.source !== id || !before.includes(edge.port) || after.includes(edge.port)) return [edge];
    const port = renamed.get(edge.port);
    return port === undefined ? [] : [{ ...edge, port }];
  });
}

/** Ports of which only the key changed: as many as before, and a new key stands where the old one stood. */
function renamesOf(before: readonly string[], after: readonly string[]): Map<string, string> {
  const renames = new Map<string, string>();
  if (before.length !== after.length) return renames;
  before.forEach((old, index) => {
    const now = after[index];
    if (now !== undefined && !after.includes(old) && !before.includes(now)) renames.set(old, now);
  });
  return renames;
}

/** Where the ways from a step meet; null where they never do, or there are none. */
function meetingOf(document: FlowDocument, id: string, portsOf: PortsOf): string | null {
  const join = shapeOf(document, portsOf).joins.get(id) ?? EXIT;
  return join === EXIT ? null : join;
}

function keysOf(node: FlowNode, portsOf: PortsOf): string[] {
  return [...new Set(portsOf(node).map((port) => port.key))];
}
