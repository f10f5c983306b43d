// The flow document as the server stores it, and questions about its shape. No React, no coordinates, no DOM.

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface FlowEdge {
  readonly source: string;
  readonly target: string;
  readonly port: string;
}

export interface FlowDocument {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

/** A named exit of a node, in the order in which its type declares it. */
export interface Port {
  readonly key: string;
  readonly label: string;
}

/** Gives the exits of a node in their declared order. */
export type PortsOf = (node: FlowNode) => readonly Port[];

/** Identifies an edge: a port leads to one target only, so source and port suffice. */
export function edgeKey(edge: Pick<FlowEdge, "source" | "port">): string {
  return `${edge.source}→${edge.port}`;
}

/** The edges that leave each node, sorted by the node's declared ports; unknown ports come last. */
export function edgesBySource(document: FlowDocument, portsOf: PortsOf): Map<string, FlowEdge[]> {
  const outgoing = new Map<string, FlowEdge[]>(document.nodes.map((node) => [node.id, []]));
  for (const edge of document.edges) {
    if (outgoing.has(edge.target)) outgoing.get(edge.source)?.push(edge);
  }
  for (const node of document.nodes) {
    const order = portsOf(node).map((port) => port.key);
    const rank = (edge: FlowEdge): number => {
      const index = order.indexOf(edge.port);
      return index < 0 ? order.length : index;
    };
    outgoing.get(node.id)?.sort((a, b) => rank(a) - rank(b));
  }
  return outgoing;
}
