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
