// Merges the ways between steps. A way to a step that is gone leads on to where that step led. Pure.

import type { FlowDocument, FlowEdge, FlowNode } from "../../model/document";
import type { Choose, Side } from "./merge";

export interface EdgesToMerge {
  readonly base: FlowDocument;
  readonly mine: FlowDocument;
  readonly theirs: FlowDocument;
  /** The merged steps. */
  readonly nodes: readonly FlowNode[];
  /** Steps that stay although the other side removed them, with the side that has them. */
  readonly revived: ReadonlyMap<string, Side>;
  readonly choose: Choose;
}

/** source → port → target */
type Ways = Map<string, Map<string, string>>;

/** The ways of the merged flow, in the order of its steps. */
export function mergeEdges(merge: EdgesToMerge): FlowEdge[] {
  const kept = new Map(merge.nodes.map((node) => [node.id, node]));
  const read = (document: FlowDocument): Ways => waysOf(document, (id) => kept.has(id));
  const [base, mine, theirs] = [read(merge.base), read(merge.mine), read(merge.theirs)];
  restore(merge, mine, theirs);
  const added = (side: FlowDocument): Set<string> => {
    const old = new Set(merge.base.nodes.map((node) => node.id));
    return new Set(side.nodes.map((node) => node.id).filter((id) => !old.has(id)));
  };
  const news = { mine: added(merge.mine), theirs: added(merge.theirs) };
  const merged: Ways = new Map();
  const chained: [first: string, next: string, from: string][] = [];
  for (const [id, node] of kept) {
    const ports = new Map<string, string>();
    merged.set(id, ports);
    for (const port of portsIn(id, mine, theirs)) {
      const [old, own, other] = [base, mine, theirs].map((ways) => ways.get(id)?.get(port));
      if (own !== other && own !== undefined && other !== undefined && news.mine.has(own) && news.theirs.has(other)) {
        ports.set(port, own);
        chained.push([own, other, old ?? ""]);
        continue;
      }
      const target = own === other || own === old ? other : other === old ? own : decide(node, port, own, other, merge.choose);
      if (target !== undefined) ports.set(port, target);
    }
  }
  for (const [first, next, goal] of chained) chain(merged, news.mine, first, next, goal);
  return [...merged].flatMap(([source, ports]) => [...ports].map(([port, target]) => ({ source, port, target })));
}

function decide(node: FlowNode, port: string, own: string | undefined, other: string | undefined, choose: Choose): string | undefined {
  const key = `${node.id} →${port}`;
  const side = choose({ key, kind: "way", node, field: port, mine: own ?? null, theirs: other ?? null });
  return side === "mine" ? own : other;
}

/** Both sides put a step into the same way: what mine led to the old goal now leads to theirs first. */
function chain(ways: Ways, mine: ReadonlySet<string>, first: string, next: string, goal: string): void {
  const seen = new Set<string>();
  const queue = [first];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const [port, target] of ways.get(id) ?? []) {
      if (target === goal) ways.get(id)?.set(port, next);
      else if (mine.has(target)) queue.push(target);
    }
  }
}

/** A step that stays against a removal keeps the ways to it and from it. */
function restore({ revived }: EdgesToMerge, mine: Ways, theirs: Ways): void {
  for (const [id, side] of revived) {
    const [has, lacks] = side === "mine" ? [mine, theirs] : [theirs, mine];
    const own = has.get(id);
    if (own !== undefined) lacks.set(id, new Map(own));
    for (const [source, ports] of has) {
      for (const [port, target] of ports) if (target === id) lacks.get(source)?.set(port, id);
    }
  }
}

function portsIn(id: string, ...sides: readonly Ways[]): Set<string> {
  return new Set(sides.flatMap((ways) => [...(ways.get(id)?.keys() ?? [])]));
}

function waysOf(document: FlowDocument, isKept: (id: string) => boolean): Ways {
  const following = new Map<string, string>();
  for (const { source, target } of document.edges) if (!following.has(source)) following.set(source, target);
  const goal = (start: string): string | undefined => {
    const seen = new Set<string>();
    let id: string | undefined = start;
    while (id !== undefined && !isKept(id) && !seen.has(id)) {
      seen.add(id);
      id = following.get(id);
    }
    return id !== undefined && isKept(id) ? id : undefined;
  };
  const ways: Ways = new Map();
  for (const { source, port, target } of document.edges) {
    const reached = goal(target);
    if (!isKept(source) || reached === undefined) continue;
    const ports = ways.get(source) ?? new Map<string, string>();
    ways.set(source, ports.set(port, reached));
  }
  return ways;
}
