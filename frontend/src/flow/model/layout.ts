// The plain layout: the grid in pixels with rows of one height, for views that draw cards and lines alone.

import type { FlowDocument, PortsOf } from "./document";
import { gridOf } from "./grid";

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 60;
export const LANE = NODE_WIDTH + 32;
export const ROW = NODE_HEIGHT + 52;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Centre of each node's top edge. */
  readonly nodes: Map<string, Point>;
  /** The pixels from the first card's top to the last one's bottom. */
  readonly height: number;
  /** The x on which each edge runs down between its rows, by edge key. */
  readonly lanes: Map<string, number>;
}

/** Lays a document out. Total: every node gets a place, also in drafts with loose ends, loops or several triggers. */
export function layoutFlow(document: FlowDocument, portsOf: PortsOf): Layout {
  const grid = gridOf(document, portsOf);
  const nodes = new Map<string, Point>();
  for (const [id, x] of grid.columns) nodes.set(id, { x: x * LANE, y: (grid.rows.get(id) ?? 0) * ROW });
  const lanes = new Map<string, number>();
  for (const [key, x] of grid.lanes) lanes.set(key, x * LANE);
  for (const [key, side] of grid.back) lanes.set(key, (grid.width + 0.25 * (side + 1)) * LANE);
  const height = Math.max(0, ...[...nodes.values()].map((place) => place.y + NODE_HEIGHT));
  return { nodes, lanes, height };
}
