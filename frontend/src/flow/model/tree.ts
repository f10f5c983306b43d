// A flow as a tree of branches: what hangs under each exit of a split, down to where the branches meet again. The layout and
// the outline are two readings of it. Total: every node stands in exactly one branch, in loops and loose parts, too.

import { edgeKey, type FlowDocument, type PortsOf } from "./document";
import { EXIT, joinsOf, meetingPoint } from "./graph";
import { shapeOf } from "./shape";

/** A way out of a node that leads on: an edge that is no way back, or an open port. */
export interface Exit {
  readonly key: string;
  readonly port: string;
  readonly target: string | null;
}

/** What hangs under one exit, or under the top (no exit): cells one after the other. */
export interface Branch {
  readonly exit: Exit | null;
  readonly start: string | null;
  /** Where the branch ends because its siblings meet it there, or EXIT. */
  readonly stop: string;
  readonly cells: Cell[];
}

/** A node with the branches under it, none where it has only one exit. Without a node: where the flow's starts stand. */
export interface Cell {
  readonly id: string | null;
  readonly exits: readonly Exit[];
  readonly branches: readonly Branch[];
}

const known = new WeakMap<FlowDocument, { portsOf: PortsOf; tree: readonly Branch[] }>();

/** All branches, each after the one it hangs in; the first is the whole flow. Worked out once per document. */
export function treeOf(document: FlowDocument, portsOf: PortsOf): readonly Branch[] {
  const found = known.get(document);
  if (found?.portsOf === portsOf) return found.tree;
  const { graph } = shapeOf(document, portsOf);
  const exits = exitsOf(document, portsOf);
  const open = new Set([...exits].filter(([, list]) => list.some((exit) => exit.target === null)).map(([id]) => id));
  const joins = joinsOf(graph, open);
  const meeting = meetingPoint(graph.roots, joins);
  const roots = graph.roots.filter((id) => id !== meeting).map((id) => branchOf(null, id, meeting));
  const whole = branchOf(null, meeting, EXIT);
  whole.cells.push({ id: null, exits: [], branches: roots });
  const tree = [whole, ...roots];
  const taken = new Set<string>();
  // The list grows while it is walked: what hangs in a branch comes after it, without recursion.
  for (const branch of tree) {
    for (let id = branch.start; id !== null && id !== branch.stop && id !== EXIT; id = joins.get(id) ?? EXIT) {
      if (taken.has(id)) break;
      taken.add(id);
      const list = exits.get(id) ?? [];
      const stop = joins.get(id) ?? EXIT;
      const branches = list.length > 1 ? list.map((exit) => branchOf(exit, exit.target, stop)) : [];
      branch.cells.push({ id, exits: list, branches });
      tree.push(...branches);
    }
  }
  known.set(document, { portsOf, tree });
  return tree;
}

function branchOf(exit: Exit | null, start: string | null, stop: string): Branch {
  return { exit, start, stop, cells: [] };
}

/** The exits of each node that lead on, in the order of its ports. A port with several edges, a mistake, has several. */
function exitsOf(document: FlowDocument, portsOf: PortsOf): Map<string, Exit[]> {
  const { graph, outgoing } = shapeOf(document, portsOf);
  return new Map(
    document.nodes.map((node) => {
      const forward = graph.forward.get(node.id) ?? [];
      const taken = new Set((outgoing.get(node.id) ?? []).map((edge) => edge.port));
      const ports = [...new Set([...portsOf(node).map((port) => port.key), ...taken])];
      const exits = ports.flatMap((port): Exit[] => {
        const key = edgeKey({ source: node.id, port });
        const edges = forward.filter((edge) => edge.port === port);
        if (edges.length === 0) return taken.has(port) ? [] : [{ key, port, target: null }];
        return edges.map(({ target }, index) => ({ key: index === 0 ? key : `${key} ${index}`, port, target }));
      });
      return [node.id, exits];
    }),
  );
}
