// One way on the canvas: a rounded line over its lane.

import { BaseEdge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useEditorState } from "../builder/context";
import { isTaken } from "../builder/marks";
import { roundedPath } from "../model/path";
import type { WayEdge } from "./drawing";

export const Way = memo(function Way({ id, data }: EdgeProps<WayEdge>) {
  const taken = useEditorState((state) => isTaken(state, id));
  if (data === undefined) return null;
  return <BaseEdge id={id} className={taken ? "fb-way-taken" : ""} path={roundedPath(data.points)} />;
});
