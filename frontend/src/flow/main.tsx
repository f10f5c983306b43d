// Mounts the flow canvas on #flow-builder. The page gives the document and the names it refers to as JSON.

import "@xyflow/react/dist/style.css";
import "./flow.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Canvas } from "./canvas/Canvas";
import type { FlowDocument } from "./model/document";
import type { Names } from "./nodes/type";

function jsonFrom<T>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}`);
  return JSON.parse(element.textContent) as T;
}

const root = document.getElementById("flow-builder");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Canvas
        document={jsonFrom<FlowDocument>("flow-document")}
        names={jsonFrom<Names>("flow-names")}
        liveUrl={root.dataset["liveUrl"]}
      />
    </StrictMode>,
  );
}
