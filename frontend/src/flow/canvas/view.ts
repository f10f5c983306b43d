// Where the canvas looks: the geometry of viewports. Pure: no DOM, no React Flow.

import type { Point } from "../model/measures";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Point, Size {}

/** A point of the flow stands on the pane at `point * zoom + (x, y)`. */
export interface View extends Point {
  readonly zoom: number;
}

/** The smallest zoom at which cards can be read. */
export const READABLE = 0.6;
const MARGIN = 40;
/** Of a flow that is only seen in part, more than this would show too little. */
const CLOSEST_IN_PART = 0.85;

/** The whole flow in the middle, where it can be read so; otherwise its top, with the first step in the middle. */
export function openingView(flow: Box, first: Box, pane: Size): View {
  const [across, down] = [(pane.width - 2 * MARGIN) / flow.width, (pane.height - 2 * MARGIN) / flow.height];
  const whole = Math.min(across, down, 1);
  if (whole >= READABLE) return centredOn(flow, whole, pane);
  const zoom = Math.min(Math.max(across, READABLE), CLOSEST_IN_PART);
  return { x: centredOn(first, zoom, pane).x, y: MARGIN - flow.y * zoom, zoom };
}

/** The view after the pane changed its width: what stood in the middle stands in the middle. */
export function resizedView({ x, y, zoom }: View, before: Size, now: Size): View {
  return { x: x + (now.width - before.width) / 2, y, zoom };
}

/** The same view where it shows the whole box; otherwise one with the box in the middle, large enough to be read. */
export function showing(view: View, box: Box, pane: Size): View {
  return isWhollySeen(view, box, pane) ? view : centredOn(box, Math.max(view.zoom, READABLE), pane);
}

export function isWhollySeen(view: View, box: Box, pane: Size): boolean {
  const { left, top, right, bottom } = onPane(view, box);
  return left >= 0 && top >= 0 && right <= pane.width && bottom <= pane.height;
}

/** Whether any of the box is to be seen. */
export function isPartlySeen(view: View, box: Box, pane: Size): boolean {
  const { left, top, right, bottom } = onPane(view, box);
  return right > 0 && bottom > 0 && left < pane.width && top < pane.height;
}

/** What holds all boxes; null where there are none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
  return { x, y, width: right - x, height: bottom - y };
}

function centredOn(box: Box, zoom: number, pane: Size): View {
  return {
    x: pane.width / 2 - (box.x + box.width / 2) * zoom,
    y: pane.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}

function onPane({ x, y, zoom }: View, box: Box): { left: number; top: number; right: number; bottom: number } {
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  return { left, top, right: left + box.width * zoom, bottom: top + box.height * zoom };
}
