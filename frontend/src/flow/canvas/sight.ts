// Keeps what has the focus in sight: pans there, but only when it is outside.

import type { useReactFlow } from "@xyflow/react";
import type { Point } from "../model/measures";

type Flow = Pick<ReturnType<typeof useReactFlow>, "getViewport" | "setCenter">;

/** Pans to a thing around this point where it is not wholly in sight. */
export function bringIntoSight(flow: Flow, centre: Point, wide: number, high: number): void {
  const pane = document.querySelector("#flow-builder .react-flow");
  if (pane === null) return;
  const { x, y, zoom } = flow.getViewport();
  const { width, height } = pane.getBoundingClientRect();
  const [left, top] = [(centre.x - wide / 2) * zoom + x, (centre.y - high / 2) * zoom + y];
  const inside = left > 0 && top > 0 && left + wide * zoom < width && top + high * zoom < height;
  if (!inside) void flow.setCenter(centre.x, centre.y, { zoom: Math.max(zoom, 0.6) });
}
