// How far the rows stand apart: closer where a line merely goes on, wider where branches begin or meet. Pure.

import type { FlowDocument } from "../model/document";
import { NODE_HEIGHT, ROW, type Layout, type Point } from "../model/layout";

/** Between two rows: room for one "+", for the names of branches, and for the "+" where ways meet. */
const GAPS = { plain: 52, split: 72, meeting: 24 } as const;

export interface Spaced {
  readonly nodes: ReadonlyMap<string, Point>;
  readonly lanes: ReadonlyMap<string, number>;
  readonly height: number;
}

/** The layout with every row at its own height. */
export function spaced(document: FlowDocument, layout: Layout, splits: ReadonlySet<string>): Spaced {
  const row = (id: string): number => Math.round((layout.nodes.get(id)?.y ?? 0) / ROW);
  const rows = Math.max(0, ...document.nodes.map((node) => row(node.id) + 1));
  const gaps = Array.from({ length: rows }, (): number => GAPS.plain);
  for (const id of splits) gaps[row(id) + 1] = GAPS.split;
  for (const meeting of new Set(meetingsOf(document).map(row))) gaps[meeting] = (gaps[meeting] ?? 0) + GAPS.meeting;
  const tops: number[] = [];
  for (let index = 0; index < rows; index += 1) {
    tops.push(index === 0 ? 0 : (tops[index - 1] ?? 0) + NODE_HEIGHT + (gaps[index] ?? 0));
  }
  const nodes = new Map([...layout.nodes].map(([id, { x }]) => [id, { x, y: tops[row(id)] ?? 0 }]));
  return { nodes, lanes: layout.lanes, height: (tops.at(-1) ?? -NODE_HEIGHT) + NODE_HEIGHT };
}

/** The steps that more than one way leads to. */
export function meetingsOf(document: FlowDocument): string[] {
  const ways = new Map<string, number>();
  for (const { target } of document.edges) ways.set(target, (ways.get(target) ?? 0) + 1);
  return [...ways].filter(([, count]) => count > 1).map(([id]) => id);
}
