// Series-parallel layout in lanes and rows: each branch starts right under its split, in the order of the split's declared
// ports, open ones too; joins are centred under what they join. Pixels are in arrange.ts.

import { edgeKey, type FlowDocument, type FlowEdge, type PortsOf } from "./document";
import { rowsOf } from "./graph";
import { shapeOf } from "./shape";
import { treeOf, type Branch, type Cell } from "./tree";

export interface Grid {
  /** The lane on which each node is centred, in lanes from the left edge. */
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, number>;
  /** The lane down which each edge or open port runs, by its key; ways back are in `back`. */
  readonly lanes: ReadonlyMap<string, number>;
  /** The side lane of each way back by its key, counted from the flow outwards. */
  readonly back: ReadonlyMap<string, number>;
  readonly width: number;
}

const known = new WeakMap<FlowDocument, { portsOf: PortsOf; grid: Grid }>();

/** The grid of a document; worked out once. */
export function gridOf(document: FlowDocument, portsOf: PortsOf): Grid {
  const found = known.get(document);
  if (found?.portsOf === portsOf) return found.grid;
  const { graph } = shapeOf(document, portsOf);
  const rows = rowsOf(graph);
  const grid = { ...placed(treeOf(document, portsOf)), rows, back: sideLanes(graph.back, rows) };
  known.set(document, { portsOf, grid });
  return grid;
}

/** Widths from the innermost branches out, then places from the outermost in. */
function placed(tree: readonly Branch[]): Pick<Grid, "columns" | "lanes" | "width"> {
  const widths = new Map<Branch, number>();
  const widthOf = (cell: Cell): number => cell.branches.reduce((sum, branch) => sum + (widths.get(branch) ?? 1), 0);
  for (const branch of [...tree].reverse()) widths.set(branch, Math.max(1, ...branch.cells.map(widthOf)));
  const lefts = new Map<Branch, number>();
  const columns = new Map<string, number>();
  const lanes = new Map<string, number>();
  for (const branch of tree) {
    const centre = (lefts.get(branch) ?? 0) + (widths.get(branch) ?? 1) / 2;
    if (branch.exit !== null) lanes.set(branch.exit.key, centre);
    for (const cell of branch.cells) {
      if (cell.id !== null) columns.set(cell.id, centre);
      if (cell.branches.length === 0) for (const exit of cell.exits) lanes.set(exit.key, centre);
      let left = centre - widthOf(cell) / 2;
      for (const inner of cell.branches) {
        lefts.set(inner, left);
        left += widths.get(inner) ?? 1;
      }
    }
  }
  const [whole] = tree;
  return { columns, lanes, width: columns.size === 0 || whole === undefined ? 0 : (widths.get(whole) ?? 0) };
}

/** Ways back beside the flow, short ones inside long ones, no two on one side lane where they pass the same row. */
function sideLanes(back: readonly FlowEdge[], rows: ReadonlyMap<string, number>): Map<string, number> {
  const spans = back.map((edge) => ({
    key: edgeKey(edge),
    top: rows.get(edge.target) ?? 0,
    bottom: rows.get(edge.source) ?? 0,
  }));
  spans.sort((one, other) => one.bottom - one.top - (other.bottom - other.top));
  const lanes: (typeof spans)[] = [];
  const found = new Map<string, number>();
  for (const span of spans) {
    const free = lanes.findIndex((used) => used.every((other) => other.bottom < span.top || other.top > span.bottom));
    const lane = free < 0 ? lanes.length : free;
    lanes[lane] = [...(lanes[lane] ?? []), span];
    found.set(span.key, lane);
  }
  return found;
}
