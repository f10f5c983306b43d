// Mounts what the page asks for on #flow-builder: the builder, or the read-only canvas with the document given as JSON.

import "@xyflow/react/dist/style.css";
import "./flow.css";
import "./builder/styles/frame.css";
import "./builder/styles/canvas.css";
import "./builder/styles/aside.css";
import "./builder/styles/dialogs.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { clientOver } from "../api/client";
import { createTransport } from "../api/transport";
import { Builder } from "./builder/Builder";
import { ErrorBoundary } from "./builder/ErrorBoundary";
import { Canvas } from "./canvas/Canvas";
import type { FlowDocument } from "./model/document";
import type { Names } from "./nodes/type";

function jsonFrom<T>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}`);
  return JSON.parse(element.textContent) as T;
}

/** The form token of now: signing in again, in another tab, gives a new one. */
function formToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function builder(data: DOMStringMap, base: string) {
  const ask = createTransport({ base, csrf: formToken });
  const place = {
    ask,
    client: clientOver(ask),
    workspace: data["workspace"] ?? "",
    campaign: data["campaign"] ?? "",
    name: data["name"] ?? "",
    campaignUrl: data["campaignUrl"] ?? "",
    contactsUrl: data["contactsUrl"] ?? "",
    publishUrl: data["publishUrl"] ?? "",
    signInUrl: data["signInUrl"] ?? "",
    pages: data["pages"] ?? "",
    timezone: data["timezone"] ?? "UTC",
  };
  return (
    <ErrorBoundary>
      <Builder place={place} />
    </ErrorBoundary>
  );
}

const root = document.getElementById("flow-builder");
if (root !== null) {
  const base = root.dataset["apiBase"];
  createRoot(root).render(
    <StrictMode>
      {base === undefined ? (
        <Canvas document={jsonFrom<FlowDocument>("flow-document")} names={jsonFrom<Names>("flow-names")} liveUrl={root.dataset["liveUrl"]} />
      ) : (
        builder(root.dataset, base)
      )}
    </StrictMode>,
  );
}
