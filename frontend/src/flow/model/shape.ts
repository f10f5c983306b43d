// What follows from a document's edges: loops, joins, what leads where, what is lost when an edge goes. Kept per document.

import { edgesBySource, type FlowDocument, type FlowEdge, type FlowNode, type PortsOf } from "./document";
import { joinsOf, withoutLoops, type Acyclic } from "./graph";
import { isRest, isTrigger } from "./kinds";

export interface Shape {
  readonly byId: ReadonlyMap<string, FlowNode>;
  readonly outgoing: ReadonlyMap<string, readonly FlowEdge[]>;
  readonly graph: Acyclic;
  /** For each node the first one that every way from it passes, or EXIT. */
  readonly joins: ReadonlyMap<string, string>;
  /** The edges that lead to each node, without those of loops. */
  readonly entering: ReadonlyMap<string, readonly FlowEdge[]>;
}

const known = new WeakMap<FlowDocument, { portsOf: PortsOf; shape: Shape }>();

/** The shape of a document; worked out once, as documents never change. */
export function shapeOf(document: FlowDocument, portsOf: PortsOf): Shape {
  const found = known.get(document);
  if (found?.portsOf === portsOf) return found.shape;
  const outgoing = edgesBySource(document, portsOf);
  const ids = document.nodes.map((node) => node.id);
  const graph = withoutLoops(ids, outgoing);
  const entering = new Map<string, FlowEdge[]>(ids.map((id) => [id, []]));
  for (const edges of graph.forward.values()) for (const edge of edges) entering.get(edge.target)?.push(edge);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const shape = { byId, outgoing, graph, joins: joinsOf(graph), entering };
  known.set(document, { portsOf, shape });
  return shape;
}

/** Every node that a way from one of `starts` leads to, the starts included. */
export function reachable(edges: readonly FlowEdge[], starts: Iterable<string>): Set<string> {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const list = targets.get(source);
    if (list === undefined) targets.set(source, [target]);
    else list.push(target);
  }
  const found = new Set(starts);
  for (const id of found) for (const target of targets.get(id) ?? []) found.add(target);
  return found;
}

/** Where ways begin: triggers, and whatever nothing leads to; where all goes round, a step that leads to all. */
export function startsOf(document: FlowDocument): string[] {
  const entered = new Set(document.edges.map((edge) => edge.target));
  const starts = document.nodes.filter((node) => isTrigger(node) || !entered.has(node.id)).map((node) => node.id);
  return starts.length > 0 ? starts : turningPoint(document);
}

/** In a flow without a first step: the last one tried that no other tried one leads to. */
function turningPoint(document: FlowDocument): string[] {
  const found = new Set<string>();
  let last: string[] = [];
  for (const { id } of document.nodes) {
    if (found.has(id)) continue;
    last = [id];
    for (const other of reachable(document.edges, last)) found.add(other);
  }
  return last;
}

/** The nodes that could be reached in `before` and no longer can with `edges`; `heirs` become starts of their own. */
export function lostBy(before: FlowDocument, edges: readonly FlowEdge[], heirs: readonly string[] = []): Set<string> {
  const starts = startsOf(before);
  const kept = reachable(edges, [...starts, ...heirs]);
  return new Set([...reachable(before.edges, starts)].filter((id) => !kept.has(id)));
}

/** The document without these nodes and the edges at them. */
export function without(document: FlowDocument, gone: ReadonlySet<string>): FlowDocument {
  if (gone.size === 0) return document;
  return {
    nodes: document.nodes.filter((node) => !gone.has(node.id)),
    edges: document.edges.filter((edge) => !gone.has(edge.source) && !gone.has(edge.target)),
  };
}

/** `after` without the ways back that now go round without a wait and did not in `before`; their ports are left open. */
export function withoutEndlessLoops(before: FlowDocument, after: FlowDocument, portsOf: PortsOf): FlowDocument {
  const endless = endlessOf(after, portsOf);
  if (endless.size === 0) return after;
  const old = endlessOf(before, portsOf);
  const kept = after.edges.filter((edge) => !endless.has(edge) || old.has(edge));
  return kept.length === after.edges.length ? after : { nodes: after.nodes, edges: kept };
}

/** The ways back on which a contact could go round without ever resting, or from a step to itself. */
function endlessOf(document: FlowDocument, portsOf: PortsOf): Set<FlowEdge> {
  const { graph, byId } = shapeOf(document, portsOf);
  if (graph.back.length === 0) return new Set();
  const rests = (id: string): boolean => {
    const node = byId.get(id);
    return node !== undefined && isRest(node);
  };
  const onward = document.edges.filter((edge) => !rests(edge.source));
  return new Set(
    graph.back.filter(({ source, target }) =>
      source === target || (!rests(source) && reachable(onward, [target]).has(source)),
    ),
  );
}
