// The canvas: the flow laid out by itself, to be panned and zoomed. Nothing is positioned or connected by hand.

import { Background, BackgroundVariant, Controls, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import { useEditorState } from "../builder/context";
import { drawnDocument } from "../builder/shown";
import { NODE_HEIGHT, NODE_WIDTH } from "../model/measures";
import { draw, type Drawing } from "./drawing";
import { EmptyFlow } from "./EmptyFlow";
import { Places } from "./Places";
import { bringIntoSight } from "./sight";
import { StepCard } from "./StepCard";
import { useEdgeScrolling } from "./useEdgeScrolling";
import { Way } from "./Way";

const NODE_TYPES = { card: StepCard };
const EDGE_TYPES = { way: Way };
const FIT = { padding: "40px", minZoom: 0.35, maxZoom: 1 } as const;
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
  const carrying = useEditorState((state) => state.carried !== null);
  const wrapper = useRef<HTMLDivElement>(null);
  useEdgeScrolling(wrapper);
  if (drawing.cards.length === 0) return <EmptyFlow />;
  return (
    <div ref={wrapper} className="fb-canvas" data-carrying={carrying || undefined} role="group" aria-label="Flow">
      <ReactFlow
        nodes={drawing.cards}
        edges={drawing.ways}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnScroll
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={drawing.cards.length > MANY}
        disableKeyboardA11y
      >
        <Places drawing={drawing} />
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        <MiniMap pannable zoomable ariaLabel="Small map of the flow" />
        <FollowFocus drawing={drawing} />
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

/** Brings the step into sight that gets the focus. */
function FollowFocus({ drawing }: { readonly drawing: Drawing }) {
  const flow = useReactFlow();
  const focus = useEditorState((state) => state.focus);
  const selected = useEditorState((state) => state.selected);
  const cards = useRef(drawing.cards);
  cards.current = drawing.cards;
  useEffect(() => {
    const card = cards.current.find((node) => node.id === selected);
    if (card === undefined) return;
    const centre = { x: card.position.x + NODE_WIDTH / 2, y: card.position.y + NODE_HEIGHT / 2 };
    bringIntoSight(flow, centre, NODE_WIDTH, NODE_HEIGHT);
  }, [flow, focus, selected]);
  return null;
}
