// The flow, drawn read-only, with live numbers on its cards.

import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { followCounts } from "../live";
import type { FlowDocument } from "../model/document";
import type { Names } from "../nodes/type";
import { Card } from "./Card";
import { cardsOf, linesOf, type Counts } from "./elements";
import { Line } from "./Line";

const NODE_TYPES = { card: Card };
const EDGE_TYPES = { line: Line };
const FIT = { padding: 0.08, maxZoom: 1 };
const ROOM_FOR_MAP = 640;

interface Props {
  readonly document: FlowDocument;
  readonly names: Names;
  readonly liveUrl: string | undefined;
}

export function Canvas({ document, names, liveUrl }: Props) {
  const counts = useCounts(liveUrl);
  const nodes = useMemo(() => cardsOf(document, names, counts), [document, names, counts]);
  const edges = useMemo(() => linesOf(document), [document]);
  return (
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
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
      <Controls showInteractive={false} fitViewOptions={FIT} />
      {window.innerWidth >= ROOM_FOR_MAP && <MiniMap pannable ariaLabel="Small map of the flow" />}
    </ReactFlow>
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
