// The canvas: the flow laid out by itself, to be panned and zoomed. Nothing is positioned or connected by hand.

import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { useMemo, useRef } from "react";
import { useEditorState } from "../builder/context";
import { drawnDocument } from "../builder/shown";
import { draw, type Drawing } from "./drawing";
import { EmptyFlow } from "./EmptyFlow";
import { Places } from "./Places";
import { StepCard } from "./StepCard";
import { useEdgeScrolling } from "./useEdgeScrolling";
import { useIsCut, useView } from "./useView";
import { Way } from "./Way";
import { WayIn } from "./WayIn";

const NODE_TYPES = { card: StepCard };
const EDGE_TYPES = { way: Way };
const WHOLE = { padding: "40px", minZoom: 0.1, maxZoom: 1 } as const;
/** From so many steps on, drawing only what is in sight is faster than having everything ready. */
const MANY = 120;

export function FlowCanvas() {
  return (
    <ReactFlowProvider>
      <CanvasInside />
    </ReactFlowProvider>
  );
}

function CanvasInside() {
  const drawing = useDrawing();
  const carrying = useEditorState((state) => state.carried !== null || state.moving !== null);
  const wrapper = useRef<HTMLDivElement>(null);
  useEdgeScrolling(wrapper);
  const isLarge = drawing.cards.length > MANY;
  if (drawing.cards.length === 0) return <EmptyFlow />;
  return (
    <div ref={wrapper} className="fb-canvas" data-carrying={carrying || undefined} role="group" aria-label="Flow">
      {isLarge && <WayIn drawing={drawing} />}
      <ReactFlow
        nodes={drawing.cards}
        edges={drawing.ways}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnScroll
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={isLarge}
        disableKeyboardA11y
      >
        <Places drawing={drawing} />
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} fitViewOptions={WHOLE} />
        <SmallMap drawing={drawing} />
        <Looking drawing={drawing} />
      </ReactFlow>
    </div>
  );
}

/** Keeps the drawing of the document that is to be seen; what stays the same is used again. */
function useDrawing(): Drawing {
  const document = useEditorState(drawnDocument);
  const names = useEditorState((state) => state.draft.names);
  const last = useRef<Drawing>(undefined);
  return useMemo(() => {
    last.current = draw(document, names, last.current);
    return last.current;
  }, [document, names]);
}

/** Of use only where not everything is in sight; elsewhere it would cover some of it. */
function SmallMap({ drawing }: { readonly drawing: Drawing }) {
  return useIsCut(drawing) ? <MiniMap pannable zoomable ariaLabel="Small map of the flow" /> : null;
}

function Looking({ drawing }: { readonly drawing: Drawing }) {
  useView(drawing);
  return null;
}
