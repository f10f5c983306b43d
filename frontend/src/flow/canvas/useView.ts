// Looks after the canvas' view: opens at a readable place, stays when the right side opens, and follows what is selected.

import { useReactFlow, useStore, type ReactFlowState } from "@xyflow/react";
import { useCallback, useLayoutEffect, useRef } from "react";
import { useEditorState } from "../builder/context";
import type { CardNode, Drawing } from "./drawing";
import { around, isPartlySeen, isWhollySeen, openingView, resizedView, showing, type Box, type Size, type View } from "./view";

/** To be used once, inside of the flow. */
export function useView(drawing: Drawing): void {
  const flow = useReactFlow();
  const pane = usePane();
  const focus = useEditorState((state) => state.focus);
  const selected = useEditorState((state) => state.selected);
  const cards = useRef(drawing.cards);
  cards.current = drawing.cards;
  const last = useRef<{ pane: Size; opened: View | null } | null>(null);
  useLayoutEffect(() => {
    if (pane === null) return;
    const before = last.current;
    const isResized = before === null || before.pane.width !== pane.width || before.pane.height !== pane.height;
    // The right side came or went, and the pane does not know yet: its new size leads here again.
    if (!isResized && !isMeasured(pane)) return;
    const now = flow.getViewport();
    // As long as nobody moved it, the view is the one that the flow opens with.
    const untouched = before === null || (before.opened !== null && isSame(before.opened, now));
    const opened = isResized && untouched ? openingFor(cards.current, pane) : null;
    const moved = opened ?? (before === null ? now : resizedView(now, before.pane, pane));
    const card = cards.current.find((node) => node.id === selected);
    const next = card === undefined ? moved : showing(moved, boxOf(card), pane);
    last.current = { pane, opened: next === opened || (untouched && next === moved) ? next : null };
    if (!isSame(next, now)) void flow.setViewport(next);
  }, [flow, focus, pane, selected]);
}

/** Pans to a box where it is not wholly in sight. */
export function useBringIntoSight(): (box: Box) => void {
  const flow = useReactFlow();
  return useCallback(
    (box) => {
      const pane = document.querySelector("#flow-builder .react-flow")?.getBoundingClientRect();
      if (pane === undefined) return;
      const now = flow.getViewport();
      const next = showing(now, box, pane);
      if (next !== now) void flow.setViewport(next);
    },
    [flow],
  );
}

/** Whether some of the flow is out of sight. */
export function useIsCut(drawing: Drawing): boolean {
  const whole = around(drawing.cards.map(boxOf));
  return useStore((state) => whole !== null && !isWhollySeen(viewOf(state), whole, state));
}

/** Whether nothing of a card is in sight. */
export function useIsAway(card: CardNode | undefined): boolean {
  return useStore((state) => card !== undefined && !isPartlySeen(viewOf(state), boxOf(card), state));
}

export function boxOf(card: CardNode): Box {
  return { ...card.position, width: card.width ?? 0, height: card.height ?? 0 };
}

function usePane(): Size | null {
  const ready = useStore((state) => state.panZoom !== null && state.width > 0);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const kept = useRef<Size | null>(null);
  if (!ready) return null;
  if (kept.current?.width !== width || kept.current.height !== height) kept.current = { width, height };
  return kept.current;
}

function isMeasured(pane: Size): boolean {
  const element = document.querySelector("#flow-builder .react-flow");
  return element instanceof HTMLElement && element.offsetWidth === pane.width && element.offsetHeight === pane.height;
}

function openingFor(cards: readonly CardNode[], pane: Size): View | null {
  const whole = around(cards.map(boxOf));
  const first = cards.find((card) => card.data.type.tone === "trigger") ?? cards[0];
  return whole === null || first === undefined ? null : openingView(whole, boxOf(first), pane);
}

function viewOf({ transform: [x, y, zoom] }: ReactFlowState): View {
  return { x, y, zoom };
}

function isSame(one: View, other: View): boolean {
  return one.x === other.x && one.y === other.y && one.zoom === other.zoom;
}
