// Series-parallel layout: each branch starts right under its split, in the order of the split's declared ports, and
// joins are centred under what they join. Gives rows and lanes in pixels; knows nothing of how they are drawn.

import { edgeKey, edgesBySource, type FlowDocument, type FlowEdge, type PortsOf } from "./document";
import { EXIT, joinsOf, meetingPoint, rowsOf, withoutLoops, type Acyclic } from "./graph";

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

/** A laid-out part: its width in lanes, and what it placed, relative to its own left side. */
interface Block {
  readonly width: number;
  readonly nodes: Map<string, number>;
  readonly lanes: Map<string, number>;
}

/** Lays a document out. Total: every node gets a place, also in drafts with loose ends, loops or several triggers. */
export function layoutFlow(document: FlowDocument, portsOf: PortsOf): Layout {
  const outgoing = edgesBySource(document, portsOf);
  const ids = document.nodes.map((node) => node.id);
  const graph = withoutLoops(ids, outgoing);
  const block = new Placer(graph).all();
  const rows = rowsOf(graph);
  const nodes = new Map<string, Point>();
  for (const [id, x] of block.nodes) nodes.set(id, { x: x * LANE, y: (rows.get(id) ?? 0) * ROW });
  const lanes = new Map<string, number>();
  for (const [key, x] of block.lanes) lanes.set(key, x * LANE);
  for (const edge of graph.back) lanes.set(edgeKey(edge), (block.width + 0.25) * LANE);
  const height = Math.max(0, ...[...nodes.values()].map((place) => place.y + NODE_HEIGHT));
  return { nodes, lanes, height };
}

class Placer {
  private readonly placed = new Set<string>();
  private readonly joins: Map<string, string>;

  constructor(private readonly graph: Acyclic) {
    this.joins = joinsOf(graph);
  }

  /** Everything: the roots side by side as the branches of an unseen split, then what follows where they meet. */
  all(): Block {
    const join = meetingPoint(this.graph.roots, this.joins);
    const roots = this.graph.roots.map((id) => (id === join ? emptyBlock(1) : this.chain(id, join)));
    return stack([beside(roots), ...(join === EXIT ? [] : [this.chain(join, EXIT)])]);
  }

  /** The nodes from `start` down to, but without, `stop`. */
  private chain(start: string, stop: string): Block {
    const parts: Block[] = [];
    for (let id = start; id !== stop && id !== EXIT && !this.placed.has(id); id = this.joins.get(id) ?? EXIT) {
      this.placed.add(id);
      parts.push({ width: 1, nodes: new Map([[id, 0.5]]), lanes: new Map() });
      const edges = this.graph.forward.get(id) ?? [];
      if (edges.length > 1) parts.push(this.split(edges, this.joins.get(id) ?? EXIT));
      else for (const edge of edges) parts.push(loneLane(edge));
    }
    return parts.length === 0 ? emptyBlock(1) : stack(parts);
  }

  /** The branches of a split; one that leads straight to the join keeps a lane of its own. */
  private split(edges: readonly FlowEdge[], join: string): Block {
    return beside(
      edges.map((edge) => {
        const branch = edge.target === join ? emptyBlock(1) : this.chain(edge.target, join);
        return { ...branch, lanes: new Map([...branch.lanes, [edgeKey(edge), branch.width / 2]]) };
      }),
    );
  }
}

function emptyBlock(width: number): Block {
  return { width, nodes: new Map(), lanes: new Map() };
}

function loneLane(edge: FlowEdge): Block {
  return { width: 1, nodes: new Map(), lanes: new Map([[edgeKey(edge), 0.5]]) };
}

function shifted(values: Map<string, number>, by: number): [string, number][] {
  return [...values].map(([key, x]) => [key, x + by]);
}

/** Blocks above one another on a common centre line. */
function stack(blocks: readonly Block[]): Block {
  const width = Math.max(...blocks.map((block) => block.width));
  const place = (pick: (block: Block) => Map<string, number>): Map<string, number> =>
    new Map(blocks.flatMap((block) => shifted(pick(block), (width - block.width) / 2)));
  return { width, nodes: place((block) => block.nodes), lanes: place((block) => block.lanes) };
}

/** Blocks beside one another, left to right. */
function beside(blocks: readonly Block[]): Block {
  const nodes = new Map<string, number>();
  const lanes = new Map<string, number>();
  let left = 0;
  for (const block of blocks) {
    for (const [id, x] of shifted(block.nodes, left)) nodes.set(id, x);
    for (const [key, x] of shifted(block.lanes, left)) lanes.set(key, x);
    left += block.width;
  }
  return { width: left, nodes, lanes };
}
