// Putting steps into a flow. On an edge they heal it: every exit that is left leads to what followed, so nothing is open.

import type { FlowDocument, FlowEdge, FlowNode, PortsOf } from "../document";
import { isTrigger } from "../kinds";
import { lostBy, without, withoutEndlessLoops } from "../shape";
import { fragmentOf, stepsIn, type Fragment } from "./fragment";
import { hasRoom } from "./ids";
import { linesAt, unchanged, type Edited, type Place } from "./place";

/** Steps to be put in as they are: with fresh ids, their own edges, and the one by which contacts come in. */
export interface Group {
  readonly start: string;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

/**
 * Puts a step at a place. On an edge all its ports lead to what followed. A step without ports (end, jump) ends the way
 * there; what only that way led to goes, and is given back as `cut`.
 */
export function insertStep(document: FlowDocument, at: Place, node: FlowNode, portsOf: PortsOf): Edited {
  if (isTrigger(node)) return unchanged(document);
  return insertGroup(document, at, { start: node.id, nodes: [node], edges: [] }, portsOf);
}

/** Puts connected steps at a place, as insertStep does with one. */
export function insertGroup(document: FlowDocument, at: Place, group: Group, portsOf: PortsOf): Edited {
  const wired = wireIn(document, at, group, portsOf);
  return wired === null ? unchanged(document) : settled(document, wired, group.start, portsOf);
}

/** The document with the group at the place, before anything that was cut off is taken away; null where it can't be. */
export function wireIn(document: FlowDocument, at: Place, group: Group, portsOf: PortsOf): FlowDocument | null {
  const found = linesAt(document, at, portsOf);
  const taken = new Set(document.nodes.map((node) => node.id));
  if (found === undefined || group.nodes.some((node) => taken.has(node.id))) return null;
  const { lines, target } = found;
  const leaving = target === null ? [] : openPorts(group, portsOf).map((exit) => ({ ...exit, target }));
  const entering = lines.length === 0 ? openWays(document, at, group.start, portsOf) : [];
  const added = [...group.edges, ...leaving, ...entering];
  if (!hasRoom(document, group.nodes.length, added.length)) return null;
  const moved = new Set(lines);
  const turned = document.edges.map((edge) => (moved.has(edge) ? { ...edge, target: group.start } : edge));
  return { nodes: [...document.nodes, ...group.nodes], edges: [...turned, ...added] };
}

/**
 * The edit from `before` to `wired`, without what can no longer be reached and without new loops that never rest.
 * `heirs` need no way to them.
 */
export function settled(
  before: FlowDocument,
  wired: FlowDocument,
  id: string | null,
  portsOf: PortsOf,
  heirs: readonly string[] = [],
): Edited {
  const left = new Set(wired.nodes.map((node) => node.id));
  const lost = new Set([...lostBy(before, wired.edges, heirs)].filter((key) => left.has(key)));
  const document = withoutEndlessLoops(before, without(wired, lost), portsOf);
  return { document, id: id !== null && left.has(id) && !lost.has(id) ? id : null, cut: cutOf(before, lost) };
}

/** What went, as a fragment; null where nobody would miss it. */
function cutOf(before: FlowDocument, lost: ReadonlySet<string>): Fragment | null {
  const [first] = before.nodes.filter((node) => lost.has(node.id));
  if (first === undefined) return null;
  const inner = new Set(before.edges.filter((edge) => lost.has(edge.source)).map((edge) => edge.target));
  const start = [...lost].find((id) => !inner.has(id)) ?? first.id;
  const fragment = fragmentOf(before, lost, start);
  return stepsIn(fragment) === 0 ? null : fragment;
}

/** The edges to a step at an open port. At a trigger's, the other triggers that lead nowhere yet come along. */
function openWays(document: FlowDocument, at: Place, target: string, portsOf: PortsOf): FlowEdge[] {
  const source = document.nodes.find((node) => node.id === at.source);
  const own = { source: at.source, port: at.port, target };
  if (source === undefined || !isTrigger(source)) return [own];
  const leading = new Set(document.edges.map((edge) => edge.source));
  const others = document.nodes.filter((node) => isTrigger(node) && node !== source && !leading.has(node.id));
  return [own, ...others.flatMap((node) => portsOf(node).map((port) => ({ source: node.id, port: port.key, target })))];
}

/** The exits of the group that lead to none of its own steps. */
export function openPorts(group: Group, portsOf: PortsOf): Place[] {
  const taken = new Set(group.edges.map((edge) => `${edge.source}→${edge.port}`));
  return group.nodes.flatMap((node) =>
    [...new Set(portsOf(node).map((port) => port.key))]
      .filter((port) => !taken.has(`${node.id}→${port}`))
      .map((port) => ({ source: node.id, port })),
  );
}
