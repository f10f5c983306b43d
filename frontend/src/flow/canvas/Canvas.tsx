// The flow, drawn read-only, with live numbers on its cards.

import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { followCounts } from "../live";
import type { FlowDocument } from "../model/document";
import type { Names } from "../nodes/type";
import { Card } from "./Card";
import { cardsOf, fullHeight, linesOf, type Counts } from "./elements";
import { Line } from "./Line";

const NODE_TYPES = { card: Card };
const EDGE_TYPES = { line: Line };
// Small screens show a readable part to drag around in rather than a tiny whole.
const FIT = { padding: "24px", minZoom: 0.7, maxZoom: 1 } as const;
const SMALL_SCREEN = 640;
const HEIGHTS = { least: 320, most: 1_200 };

interface Props {
  readonly document: FlowDocument;
  readonly names: Names;
  readonly liveUrl: string | undefined;
}

export function Canvas({ document, names, liveUrl }: Props) {
  const counts = useCounts(liveUrl);
  const nodes = useMemo(() => cardsOf(document, names, counts), [document, names, counts]);
  const edges = useMemo(() => linesOf(document), [document]);
  const small = window.innerWidth < SMALL_SCREEN;
  const wanted = fullHeight(document) * (small ? FIT.minZoom : 1);
  const height = Math.min(Math.max(wanted, HEIGHTS.least), HEIGHTS.most);
  return (
    <div style={{ height }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        fitView
        fitViewOptions={FIT}
        minZoom={0.2}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        {!small && wanted > height && <MiniMap pannable ariaLabel="Small map of the flow" />}
      </ReactFlow>
    </div>
  );
}

function useCounts(liveUrl: string | undefined): Counts {
  const [counts, setCounts] = useState<Counts>({});
  useEffect(() => {
    if (liveUrl === undefined) return undefined;
    return followCounts({ url: liveUrl, onCounts: (answer) => setCounts(answer.nodes) });
  }, [liveUrl]);
  return counts;
}
