// A flow as a list to be read from top to bottom: steps with their depth, branches under the names of their ports, and
// words where ways meet, go on elsewhere or go back. What the steps are called comes from outside.

import type { FlowDocument, FlowNode, PortsOf } from "./document";
import { MEETING, placeKey, type Place } from "./editing/place";
import { shapeOf, type Shape } from "./shape";
import { treeOf, type Branch, type Cell } from "./tree";

interface Line {
  /** Unique in the outline. */
  readonly key: string;
  readonly depth: number;
  /** Where a step goes that is put in right after this line; null where the next lines say. */
  readonly place: Place | null;
}

/** One line of the outline. */
export type OutlineItem =
  | (Line & { readonly kind: "step"; readonly id: string })
  /** The steps under it are one branch of `source`, the one named `label`. */
  | (Line & { readonly kind: "branch"; readonly source: string; readonly port: string; readonly label: string })
  /** The way ends here in the list and goes on at the step `target`, further up or further down. */
  | (Line & { readonly kind: "leads"; readonly target: string; readonly back: boolean })
  /** Nothing follows yet. */
  | (Line & { readonly kind: "open" })
  /** Several ways meet above the step that follows. */
  | (Line & { readonly kind: "meeting"; readonly id: string });

/** The outline of a document; every node stands in it once. */
export function outline(document: FlowDocument, portsOf: PortsOf): OutlineItem[] {
  const [whole] = treeOf(document, portsOf);
  if (whole === undefined) return [];
  const shape = shapeOf(document, portsOf);
  const items: OutlineItem[] = [];
  // A stack of what is left to tell instead of recursion; the next thing lies on top.
  const left: Part[] = [{ branch: whole, depth: 0 }];
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if ("item" in part) items.push(part.item);
    else if ("cell" in part) left.push(...partsOf(part, shape, portsOf).reverse());
    else {
      const { branch, depth } = part;
      const cells = branch.cells.map((cell, index) => ({ cell, depth, next: branch.cells[index + 1]?.id ?? null }));
      left.push(...cells.reverse());
    }
  }
  return items;
}

/** A line in words, for steps as `titleOf` calls them. */
export function outlineWords(item: OutlineItem, titleOf: (id: string) => string): string {
  switch (item.kind) {
    case "step":
      return titleOf(item.id);
    case "branch":
      return item.label;
    case "leads":
      return `${item.back ? "Goes back to" : "Goes on to"} “${titleOf(item.target)}”`;
    case "open":
      return "Leads nowhere yet";
    case "meeting":
      return `Ways meet and go on to “${titleOf(item.id)}”`;
  }
}

/** What is still to be told: a line, a node with what is under it, a branch. */
type Part = { readonly item: OutlineItem } | CellPart | { readonly branch: Branch; readonly depth: number };

interface CellPart {
  readonly cell: Cell;
  readonly depth: number;
  readonly next: string | null;
}

function partsOf(part: CellPart, shape: Shape, portsOf: PortsOf): Part[] {
  const { cell, depth } = part;
  if (cell.id === null) return cell.branches.map((branch) => ({ branch, depth }));
  const node = shape.byId.get(cell.id);
  if (node === undefined) return [];
  const ports = portsInUse(node, shape, portsOf);
  const [only] = ports.length === 1 ? ports : [];
  const above = { source: node.id, port: MEETING };
  const parts: Part[] = [];
  if ((shape.entering.get(node.id)?.length ?? 0) > 1) {
    parts.push({ item: { kind: "meeting", id: node.id, key: placeKey(above), depth, place: above } });
  }
  const place = only === undefined ? null : { source: node.id, port: only.port };
  parts.push({ item: { kind: "step", id: node.id, key: node.id, depth, place } });
  for (const { port, label } of ports) {
    const way = { place: { source: node.id, port }, label: only === undefined ? label : null };
    parts.push(...wayParts(way, part, shape));
  }
  // Further edges of a port that has one: a mistake, but what they lead to stands in the flow.
  const told = new Set(ports.map(({ port }) => placeKey({ source: node.id, port })));
  const strange = cell.branches.filter(({ exit }) => exit !== null && !told.has(exit.key));
  return [...parts, ...strange.map((branch) => ({ branch, depth: depth + 2 }))];
}

/** One way out of a step: its name where there are several, the steps under it, and where it leads. */
function wayParts(
  { place, label }: { readonly place: Place; readonly label: string | null },
  { cell, depth, next }: CellPart,
  shape: Shape,
): Part[] {
  const key = placeKey(place);
  const branch = cell.branches.find((candidate) => candidate.exit?.key === key);
  const edge = shape.outgoing.get(place.source)?.find((candidate) => candidate.port === place.port);
  const inside = label === null ? depth : depth + 2;
  const parts: Part[] = [];
  if (label !== null) parts.push({ item: { kind: "branch", ...place, label, key, depth: depth + 1, place } });
  if (branch !== undefined) parts.push({ branch, depth: inside });
  if (edge === undefined) return [...parts, { item: { kind: "open", key: `${key} open`, depth: inside, place } }];
  const follows = branch === undefined ? next : (branch.cells[0]?.id ?? null);
  if (follows === edge.target && (branch !== undefined || label === null)) return parts;
  const back = shape.graph.back.includes(edge);
  return [...parts, { item: { kind: "leads", target: edge.target, back, key: `${key} leads`, depth: inside, place: null } }];
}

/** The ports of a step with their names, and those that only its edges know. */
function portsInUse(node: FlowNode, shape: Shape, portsOf: PortsOf): { port: string; label: string }[] {
  const labels = new Map(portsOf(node).map((port) => [port.key, port.label || port.key]));
  for (const edge of shape.outgoing.get(node.id) ?? []) if (!labels.has(edge.port)) labels.set(edge.port, edge.port);
  return [...labels].map(([port, label]) => ({ port, label }));
}
