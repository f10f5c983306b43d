// Taking steps out. What led to the step then leads to what followed it; of a split one branch stays, or none.

import type { FlowDocument, FlowEdge, FlowNode, PortsOf } from "../document";
import { EXIT } from "../graph";
import { isTrigger } from "../kinds";
import { lostBy, shapeOf, startsOf, without } from "../shape";
import { stepsIn } from "./fragment";
import { settled } from "./insert";
import { unchanged, type Edited } from "./place";

/** One way on from a step that is to be removed. */
export interface Branch {
  readonly port: string;
  readonly label: string;
  /** How many steps only this branch leads to. */
  readonly steps: number;
  /** How many steps go, besides the removed one, when this branch is kept. */
  readonly goes: number;
}

/** What removing a step means. */
export interface Removal {
  /** Whether to ask which branch stays; else removeStep(…, null, …) says it all. */
  readonly decide: boolean;
  /** The branches that can be kept. Ways back are none. */
  readonly branches: readonly Branch[];
  /** How many steps go, besides the removed one, when no branch is kept. */
  readonly goes: number;
}

/** What removing the step would take along, for each way of removing it. */
export function removalOf(document: FlowDocument, id: string, portsOf: PortsOf): Removal {
  const { graph, byId } = shapeOf(document, portsOf);
  const node = byId.get(id);
  if (node === undefined) return { decide: false, branches: [], goes: 0 };
  const labels = new Map(portsOf(node).map((port) => [port.key, port.label]));
  const edges = graph.forward.get(id) ?? [];
  const branches = edges.map((edge) => ({
    port: edge.port,
    label: labels.get(edge.port) ?? edge.port,
    steps: countOf(document, lostBy(document, others(document, edge))),
    goes: goesWith(document, id, edge.port, portsOf),
  }));
  const goes = goesWith(document, id, null, portsOf);
  const decide = !isTrigger(node) && new Set(edges.map((edge) => edge.target)).size > 1 && goes > 0;
  return { decide, branches, goes };
}

/**
 * Removes a step. `keep` is the port of the branch that stays; null removes all branches down to where they meet.
 * Whatever other ways lead to stays. A trigger takes along what only it leads to, unless it is the last one.
 */
export function removeStep(document: FlowDocument, id: string, keep: string | null, portsOf: PortsOf): Edited {
  const node = shapeOf(document, portsOf).byId.get(id);
  if (node === undefined) return unchanged(document);
  const { healed, heir } = healAround(document, id, keep, portsOf);
  return settled(document, healed, heir, portsOf, heirsOf(document, node, heir));
}

/** The document without the step, what led to it leading to its heir; what hung below the step is still there. */
function healAround(
  document: FlowDocument,
  id: string,
  keep: string | null,
  portsOf: PortsOf,
): { healed: FlowDocument; heir: string | null } {
  const heir = heirOf(document, id, keep, portsOf);
  const edges = document.edges.flatMap((edge): FlowEdge[] => {
    if (edge.source === id) return [];
    if (edge.target !== id) return [edge];
    return heir === null ? [] : [{ ...edge, target: heir }];
  });
  return { healed: { nodes: document.nodes.filter((node) => node.id !== id), edges }, heir };
}

/** Takes a step with what hangs below it out of the flow, for use elsewhere: the healed rest, and the ids that left. */
export function takeOut(
  document: FlowDocument,
  id: string,
  portsOf: PortsOf,
): { rest: FlowDocument; taken: Set<string> } {
  const { healed, heir } = healAround(document, id, null, portsOf);
  const node = shapeOf(document, portsOf).byId.get(id);
  const taken = lostBy(document, healed.edges, node === undefined ? [] : heirsOf(document, node, heir));
  return { rest: without(healed, taken), taken: taken.add(id) };
}

/** The heir, where it becomes the first step: the removed one was, or the last trigger. */
function heirsOf(document: FlowDocument, removed: FlowNode, heir: string | null): string[] {
  const isFirst = isTrigger(removed)
    ? document.nodes.every((node) => node === removed || !isTrigger(node))
    : startsOf(document).includes(removed.id);
  return isFirst && heir !== null ? [heir] : [];
}

/** What takes the step's place: the target of the branch to keep, the only target, or where all branches meet. */
function heirOf(document: FlowDocument, id: string, keep: string | null, portsOf: PortsOf): string | null {
  const { graph, joins, outgoing } = shapeOf(document, portsOf);
  const edges = graph.forward.get(id) ?? [];
  if (edges.length === 0) return outgoing.get(id)?.find((edge) => edge.target !== id)?.target ?? null;
  const kept = edges.find((edge) => edge.port === keep);
  const join = joins.get(id) ?? EXIT;
  return kept?.target ?? (join === EXIT ? null : join);
}

function goesWith(document: FlowDocument, id: string, keep: string | null, portsOf: PortsOf): number {
  const left = new Set(removeStep(document, id, keep, portsOf).document.nodes.map((node) => node.id));
  return countOf(document, new Set(document.nodes.map((node) => node.id).filter((key) => key !== id && !left.has(key))));
}

function countOf(document: FlowDocument, ids: ReadonlySet<string>): number {
  return stepsIn({ nodes: document.nodes.filter((node) => ids.has(node.id)) });
}

function others(document: FlowDocument, edge: FlowEdge): FlowEdge[] {
  return document.edges.filter((candidate) => candidate !== edge);
}
