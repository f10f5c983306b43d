// From a document and its layout to what React Flow draws. Pure: no hooks, no DOM.

import type { Edge, Node } from "@xyflow/react";
import { edgeKey, type FlowDocument, type FlowNode, type Port } from "../model/document";
import { layoutFlow, NODE_HEIGHT, NODE_WIDTH, type Point } from "../model/layout";
import type { NodeCount } from "../live";
import { portsOf, typeOf } from "../nodes";
import type { Names, NodeType } from "../nodes/type";

const MARGIN = 40;

export type CardData = {
  readonly type: NodeType;
  readonly title: string;
  readonly count: NodeCount | undefined;
};

export type LineData = {
  readonly source: Point;
  readonly target: Point;
  readonly lane: number;
  readonly label: string;
};

export type CardNode = Node<CardData, "card">;
export type LineEdge = Edge<LineData, "line">;
export type Counts = Readonly<Record<string, NodeCount>>;

/** The cards, centred on their lanes. */
export function cardsOf(document: FlowDocument, names: Names, counts: Counts): CardNode[] {
  const { nodes } = layoutFlow(document, portsOf);
  return document.nodes.map((node) => {
    const place = nodes.get(node.id) ?? { x: 0, y: 0 };
    return {
      id: node.id,
      type: "card",
      position: { x: place.x - NODE_WIDTH / 2, y: place.y },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      ariaLabel: titleOf(node, names),
      data: { type: typeOf(node), title: titleOf(node, names), count: counts[node.id] },
    };
  });
}

/** The height in pixels at which the whole flow shows at full size, with some room around it. */
export function fullHeight(document: FlowDocument): number {
  return layoutFlow(document, portsOf).height + 2 * MARGIN;
}

/** The lines between the cards, labelled with their port where a node has more than one. */
export function linesOf(document: FlowDocument): LineEdge[] {
  const { nodes, lanes } = layoutFlow(document, portsOf);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  return document.edges.flatMap((edge) => {
    const [source, target, node] = [nodes.get(edge.source), nodes.get(edge.target), byId.get(edge.source)];
    const lane = lanes.get(edgeKey(edge));
    if (source === undefined || target === undefined || node === undefined || lane === undefined) return [];
    const label = labelOf(portsOf(node), edge.port);
    return [
      { id: edgeKey(edge), type: "line", source: edge.source, target: edge.target, data: { source, target, lane, label } },
    ];
  });
}

function titleOf(node: FlowNode, names: Names): string {
  return node.name || typeOf(node).summary(node.config, names);
}

function labelOf(ports: readonly Port[], key: string): string {
  return ports.find((port) => port.key === key)?.label ?? key;
}
