// Flows that the tests of the model draw.

import type { FlowDocument, FlowEdge, FlowNode } from "./document";

/** A node from "id:type"; a type with a number is an A/B test of so many variants. */
function node(text: string): FlowNode {
  const [id = "", type = "tag"] = text.split(":");
  const variants = ["A", "B", "C", "D"].slice(0, Number(type.replace("ab_test", "")) || 0);
  const config = { variants: variants.map((port) => ({ port, weight: Math.floor(100 / variants.length) })) };
  return variants.length > 0 ? { id, type: "ab_test", config } : { id, type, config: {} };
}

/** An edge from "source port target". */
function edge(text: string): FlowEdge {
  const [source = "", port = "", target = ""] = text.split(" ");
  return { source, port, target };
}

/** A document from short words, for example flow("a:send b:end", "a next b"). */
export function flow(nodes: string, ...edges: string[]): FlowDocument {
  return { nodes: nodes.split(" ").map(node), edges: edges.map(edge) };
}

/** What flow() was made from: the nodes as "id:type", the edges as "source port target", in the document's order. */
export function wordsOf(document: FlowDocument): { nodes: string[]; edges: string[] } {
  return {
    nodes: document.nodes.map((node) => `${node.id}:${node.type}`),
    edges: document.edges.map((edge) => `${edge.source} ${edge.port} ${edge.target}`),
  };
}

/** The flow of the demo: one split inside another, three variants that meet, and a short cut to the end. */
export const welcome = flow(
  "t:trigger_manual s:send w:wait c:condition x:ab_test3 a:send b:send d:send r:send e:end",
  "t next s",
  "s next w",
  "w next c",
  "c no r",
  "c yes x",
  "x C d",
  "x A a",
  "x B b",
  "a next e",
  "b next e",
  "d next e",
  "r next e",
);

/** Numbers that look random and are the same for the same seed. */
export function dice(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** A series-parallel flow of that many steps, grown by inserting steps and splits at random edges. */
export function grown(seed: number, steps: number): FlowDocument {
  const roll = dice(seed);
  const nodes = ["n0:trigger_manual", "n1:end"];
  const edges: [string, string, string][] = [["n0", "next", "n1"]];
  for (let step = 0; step < steps; step += 1) {
    const id = `n${nodes.length}`;
    const edge = edges[roll(edges.length)];
    if (edge === undefined) continue;
    const target = edge[2];
    edge[2] = id;
    const ports = [["next"], ["next"], ["yes", "no"], ["A", "B", "C"]][roll(4)] ?? ["next"];
    nodes.push(`${id}:${{ 1: "send", 2: "condition", 3: "ab_test3" }[ports.length] ?? "send"}`);
    edges.push(...ports.map((port): [string, string, string] => [id, port, target]));
  }
  return flow(nodes.join(" "), ...edges.map((edge) => edge.join(" ")));
}
