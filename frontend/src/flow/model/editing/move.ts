// Carrying a step to another place: it leaves as in removing and arrives as in inserting, under the same id.

import type { FlowDocument, PortsOf } from "../document";
import { isTrigger } from "../kinds";
import { reachable, shapeOf } from "../shape";
import { openPorts, settled, wireIn, type Group } from "./insert";
import { linesAt, unchanged, type Edited, type Place } from "./place";
import { takeOut } from "./remove";

/** Moves a step, a split with its branches. Ways back to steps above the new place stay ways back. */
export function moveStep(document: FlowDocument, id: string, at: Place, portsOf: PortsOf): Edited {
  const node = shapeOf(document, portsOf).byId.get(id);
  const found = linesAt(document, at, portsOf);
  if (node === undefined || found === undefined || isTrigger(node)) return unchanged(document, id);
  const { rest, taken } = takeOut(document, id, portsOf);
  const above = found.target === id && document.edges.filter((edge) => edge.target === id).length === 1;
  if (above || taken.has(at.source)) return unchanged(document, id);
  const inner = document.edges.filter((edge) => taken.has(edge.source) && taken.has(edge.target));
  const nodes = document.nodes.filter((other) => taken.has(other.id));
  const group = { start: id, nodes, edges: inner };
  const wired = wireIn(rest, at, withWaysBack(document, rest, at, group, portsOf), portsOf);
  return wired === null ? unchanged(document, id) : settled(document, wired, id, portsOf);
}

/** The group with its ways back to steps above the new place, as long as another exit goes on from there. */
function withWaysBack(document: FlowDocument, rest: FlowDocument, at: Place, group: Group, portsOf: PortsOf): Group {
  const inside = new Set(group.nodes.map((node) => node.id));
  const back = shapeOf(document, portsOf).graph.back.filter(
    (edge) => inside.has(edge.source) && !inside.has(edge.target) && reachable(rest.edges, [edge.target]).has(at.source),
  );
  const looping = { ...group, edges: [...group.edges, ...back] };
  return openPorts(looping, portsOf).length > 0 ? looping : group;
}
