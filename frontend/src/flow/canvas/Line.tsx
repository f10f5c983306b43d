// One edge on the canvas: a rounded line over its lane, with the name of the port it leaves by.

import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { edgePoints, labelPoint, roundedPath } from "../model/path";
import type { LineEdge } from "./elements";

export function Line({ id, data }: EdgeProps<LineEdge>) {
  if (data === undefined) return null;
  const { source, lane, target, label } = data;
  const at = labelPoint(source, lane);
  return (
    <>
      <BaseEdge id={id} path={roundedPath(edgePoints(source, lane, target))} />
      {label !== "" && (
        <EdgeLabelRenderer>
          <span
            className="flow-port"
            style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
