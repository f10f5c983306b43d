// Graph algorithms that the layout stands on: loops, rows, and where branches meet again.

import type { FlowEdge } from "./document";

/** Stands for "after every end": the common exit of all branches. */
export const EXIT = "\u0000exit";

export interface Acyclic {
  /** Edges without those that lead back to a node on the way to them. */
  readonly forward: Map<string, FlowEdge[]>;
  readonly back: FlowEdge[];
  /** Every node before all that it leads to. */
  readonly order: string[];
  /** Where reading starts: nodes that no forward edge reaches, in document order. */
  readonly roots: string[];
}

/** Splits loops off, so that what remains has a topological order. */
export function withoutLoops(ids: readonly string[], outgoing: Map<string, FlowEdge[]>): Acyclic {
  const forward = new Map<string, FlowEdge[]>();
  const back: FlowEdge[] = [];
  const onPath = new Set<string>();
  const finished: string[] = [];
  const path: { id: string; kept: FlowEdge[]; left: Iterator<FlowEdge> }[] = [];
  const enter = (id: string): void => {
    const kept: FlowEdge[] = [];
    forward.set(id, kept);
    onPath.add(id);
    path.push({ id, kept, left: (outgoing.get(id) ?? []).values() });
  };
  // A stack of our own: a flow of thousands of steps in one line must not exhaust the engine's.
  const visit = (start: string): void => {
    enter(start);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const edge: FlowEdge | undefined = step.left.next().value;
      if (edge === undefined) {
        path.pop();
        onPath.delete(step.id);
        finished.push(step.id);
      } else if (onPath.has(edge.target)) back.push(edge);
      else {
        step.kept.push(edge);
        if (!forward.has(edge.target)) enter(edge.target);
      }
    }
  };
  const entered = new Set([...outgoing.values()].flat().map((edge) => edge.target));
  const starts = [...ids.filter((id) => !entered.has(id)), ...ids];
  for (const id of starts) if (!forward.has(id)) visit(id);
  const reached = new Set([...forward.values()].flat().map((edge) => edge.target));
  return { forward, back, order: finished.reverse(), roots: ids.filter((id) => !reached.has(id)) };
}

/** The row of each node: one below the lowest node that leads to it. */
export function rowsOf({ forward, order }: Acyclic): Map<string, number> {
  const rows = new Map<string, number>(order.map((id) => [id, 0]));
  for (const id of order) {
    for (const edge of forward.get(id) ?? []) {
      rows.set(edge.target, Math.max(rows.get(edge.target) ?? 0, (rows.get(id) ?? 0) + 1));
    }
  }
  return rows;
}

/** For each node the first node that every way from it must pass (its join), or EXIT; so for those that `leave` at once. */
export function joinsOf({ forward, order }: Acyclic, leave: ReadonlySet<string> = new Set()): Map<string, string> {
  const join = new Map<string, string>();
  const depth = new Map<string, number>([[EXIT, 0]]);
  const meet = (a: string, b: string): string => {
    let [left, right] = [a, b];
    while (left !== right) {
      if ((depth.get(left) ?? 0) >= (depth.get(right) ?? 0)) left = join.get(left) ?? EXIT;
      else right = join.get(right) ?? EXIT;
    }
    return left;
  };
  for (const id of [...order].reverse()) {
    const targets = (forward.get(id) ?? []).map((edge) => edge.target);
    const meeting = targets.length === 0 || leave.has(id) ? EXIT : targets.reduce(meet);
    join.set(id, meeting);
    depth.set(id, (depth.get(meeting) ?? 0) + 1);
  }
  return join;
}

/** Where a set of starting points meets: the first node that all of them lead to, or EXIT. */
export function meetingPoint(starts: readonly string[], joins: Map<string, string>): string {
  const [first, ...others] = starts;
  let way = wayFrom(first ?? EXIT, joins);
  for (const start of others) {
    const other = new Set(wayFrom(start, joins));
    way = way.filter((id) => other.has(id));
  }
  return way[0] ?? EXIT;
}

function wayFrom(start: string, joins: Map<string, string>): string[] {
  const way: string[] = [];
  for (let id = start; id !== EXIT; id = joins.get(id) ?? EXIT) way.push(id);
  return way;
}
