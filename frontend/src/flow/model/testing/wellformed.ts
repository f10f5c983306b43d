// For tests of editing: what must hold of every document, and whether a flow is series-parallel.

import { portsOf } from "../../nodes";
import type { FlowDocument } from "../document";
import { KEY_PATTERN } from "../editing/ids";
import { isRest, isTrigger } from "../kinds";
import { reachable, startsOf } from "../shape";

/** What is wrong with a document; nothing of it may come from an edit. */
export function flaws({ nodes, edges }: FlowDocument): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found: string[] = [];
  if (byId.size < nodes.length) found.push("an id twice");
  for (const { id } of nodes) if (!KEY_PATTERN.test(id)) found.push(`the id ${id}`);
  const exits = new Set<string>();
  for (const { source, target, port } of edges) {
    const [from, to] = [byId.get(source), byId.get(target)];
    const edge = `${source} ${port} ${target}`;
    if (from === undefined || to === undefined) found.push(`${edge}: no such node`);
    else if (!portsOf(from).some((known) => known.key === port)) found.push(`${edge}: no such port`);
    else if (isTrigger(to)) found.push(`${edge}: into a trigger`);
    else if (source === target) found.push(`${edge}: to itself`);
    if (exits.has(`${source} ${port}`)) found.push(`${edge}: the port has another edge`);
    exits.add(`${source} ${port}`);
  }
  return [...found, ...strays({ nodes, edges }), ...endlessLoops({ nodes, edges })];
}

function strays(document: FlowDocument): string[] {
  const triggers = document.nodes.filter(isTrigger).map((node) => node.id);
  const starts = triggers.length > 0 ? triggers : startsOf(document).slice(0, 1);
  const found = reachable(document.edges, starts);
  return document.nodes.filter((node) => !found.has(node.id)).map((node) => `no way to ${node.id}`);
}

function endlessLoops({ nodes, edges }: FlowDocument): string[] {
  const restless = new Set(nodes.filter((node) => !isRest(node)).map((node) => node.id));
  const onward = edges.filter((edge) => restless.has(edge.source));
  return onward
    .filter((edge) => reachable(onward, [edge.target]).has(edge.source))
    .map((edge) => `${edge.source} goes round without a wait`);
}

/** Whether the flow, between its starts and its ends, can be taken apart into sequences and branches that meet again. */
export function isSeriesParallel({ nodes, edges }: FlowDocument): boolean {
  const [top, bottom] = ["in", "out"];
  const left = new Set(edges.map((edge) => edge.source));
  const entered = new Set(edges.map((edge) => edge.target));
  let ways: [string, string][] = edges.map((edge) => [edge.source, edge.target]);
  for (const { id } of nodes) {
    if (!entered.has(id)) ways.push([top, id]);
    if (!left.has(id)) ways.push([id, bottom]);
  }
  for (let before = Infinity; ways.length < before; ) {
    before = ways.length;
    ways = [...new Map(ways.map((way) => [way.join(" "), way])).values()];
    for (const { id } of nodes) {
      const into = ways.filter(([, target]) => target === id);
      const out = ways.filter(([source]) => source === id);
      const [from, to] = [into[0]?.[0], out[0]?.[1]];
      if (into.length !== 1 || out.length !== 1 || from === undefined || to === undefined) continue;
      ways = [...ways.filter((way) => !into.includes(way) && !out.includes(way)), [from, to]];
    }
  }
  return ways.length <= 1;
}
