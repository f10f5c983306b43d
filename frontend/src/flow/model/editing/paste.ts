// Copies come into a flow again: from the clipboard, or as a duplicate beside the original. Always with fresh ids.

import type { FlowDocument, FlowEdge, FlowNode, PortsOf } from "../document";
import { EXIT } from "../graph";
import { isTrigger } from "../kinds";
import { reachable, shapeOf, without } from "../shape";
import type { Fragment } from "./fragment";
import { hasRoom, newId, type MakeId } from "./ids";
import { insertGroup, insertStep, openPorts, type Group } from "./insert";
import { linesAt, MEETING, unchanged, type Edited, type Place } from "./place";
import { addTrigger, triggerTo } from "./triggers";

/**
 * Puts a copied fragment at a place; a trigger on top of it is left out there. At "trigger" only its trigger is added,
 * to an empty flow all of it.
 */
export function paste(
  document: FlowDocument,
  at: Place | "trigger",
  fragment: Fragment,
  portsOf: PortsOf,
  makeId: MakeId = newId,
): Edited {
  const copy = freshCopy(document, fragment, makeId);
  if (at === "trigger") return pasteTrigger(document, copy, portsOf);
  const group = withoutTrigger(copy);
  return group === null ? unchanged(document) : insertGroup(document, at, goingOn(document, at, group, portsOf), portsOf);
}

/** A copy right below the step; of a split right above it, so that no branch is preferred; of a trigger beside it. */
export function duplicateStep(document: FlowDocument, id: string, portsOf: PortsOf, makeId: MakeId = newId): Edited {
  const { byId, outgoing } = shapeOf(document, portsOf);
  const node = byId.get(id);
  if (node === undefined) return unchanged(document);
  const copy = { ...node, id: makeId(document, node.type) };
  if (isTrigger(node)) return triggerTo(document, copy, outgoing.get(id)?.[0]?.target ?? null, portsOf);
  const [port, ...others] = portsOf(node);
  if (port === undefined) return unchanged(document);
  const above = { source: id, port: MEETING };
  const isSplit = others.length > 0 && linesAt(document, above, portsOf) !== undefined;
  return insertStep(document, isSplit ? above : { source: id, port: port.key }, copy, portsOf);
}

function pasteTrigger(document: FlowDocument, copy: Group, portsOf: PortsOf): Edited {
  const first = copy.nodes.find((node) => node.id === copy.start);
  if (first === undefined || !isTrigger(first)) return unchanged(document);
  if (document.nodes.length > 0) return addTrigger(document, first, portsOf);
  if (!hasRoom(document, copy.nodes.length, copy.edges.length)) return unchanged(document);
  return { document: { nodes: copy.nodes, edges: copy.edges }, id: copy.start, cut: null };
}

/** What can be reached in the fragment, under ids of its own. Triggers inside, which nothing may lead to, are left out. */
function freshCopy(document: FlowDocument, fragment: Fragment, makeId: MakeId): Group {
  const barred = new Set(fragment.nodes.filter(isTrigger).map((node) => node.id));
  const inner = fragment.edges.filter((edge) => !barred.has(edge.target));
  const part = reachable(inner, [fragment.start]);
  const fresh = new Map<string, string>();
  const nodes: FlowNode[] = [...document.nodes];
  for (const node of fragment.nodes) {
    if (!part.has(node.id)) continue;
    const id = makeId({ nodes, edges: [] }, node.type);
    fresh.set(node.id, id);
    nodes.push({ ...node, id });
  }
  const edges = inner.flatMap((edge): FlowEdge[] => {
    const [source, target] = [fresh.get(edge.source), fresh.get(edge.target)];
    return source === undefined || target === undefined ? [] : [{ source, target, port: edge.port }];
  });
  return { start: fresh.get(fragment.start) ?? "", nodes: nodes.slice(document.nodes.length), edges };
}

function withoutTrigger(group: Group): Group | null {
  const first = group.nodes.find((node) => node.id === group.start);
  if (first === undefined || !isTrigger(first)) return first === undefined ? null : group;
  const start = group.edges.find((edge) => edge.source === first.id)?.target;
  return start === undefined ? null : { start, ...without(group, new Set([first.id])) };
}

/** Where something follows, a group whose ways all end in one plain end goes on instead. */
function goingOn(document: FlowDocument, at: Place, group: Group, portsOf: PortsOf): Group {
  if ((linesAt(document, at, portsOf)?.target ?? null) === null) return group;
  if (group.nodes.length === 1 || openPorts(group, portsOf).length > 0) return group;
  const { joins, byId } = shapeOf(group, portsOf);
  let last = group.start;
  for (let id = last; id !== EXIT; id = joins.get(id) ?? EXIT) last = id;
  return byId.get(last)?.type === "end" ? { ...without(group, new Set([last])), start: group.start } : group;
}
