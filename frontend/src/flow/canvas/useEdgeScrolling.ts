// While a step is dragged near an edge of the canvas, the canvas moves on, so that far places can be reached.

import { useReactFlow } from "@xyflow/react";
import { useEffect, type RefObject } from "react";
import { DRAGGED } from "./StepCard";

const NEAR = 60;
const STEP = 14;

export function useEdgeScrolling(wrapper: RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  useEffect(() => {
    const element = wrapper.current;
    if (element === null) return undefined;
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes(DRAGGED)) return;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const push = (start: number, end: number, at: number): number => (at - start < NEAR ? STEP : end - at < NEAR ? -STEP : 0);
      const [dx, dy] = [push(left, right, event.clientX), push(top, bottom, event.clientY)];
      if (dx === 0 && dy === 0) return;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + dx, y: y + dy, zoom });
    };
    element.addEventListener("dragover", over);
    return () => element.removeEventListener("dragover", over);
  }, [flow, wrapper]);
}
