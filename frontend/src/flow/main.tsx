// Mounts the flow builder on #flow-builder; the page says in data- attributes whose flow it is and where things are.

import "@xyflow/react/dist/style.css";
import "./flow.css";
import "./builder/styles/frame.css";
import "./builder/styles/canvas.css";
import "./builder/styles/list.css";
import "./builder/styles/aside.css";
import "./builder/styles/dialogs.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { clientOver } from "../api/client";
import { createTransport } from "../api/transport";
import { Builder } from "./builder/Builder";
import type { Place } from "./builder/editor";
import { ErrorBoundary } from "./builder/ErrorBoundary";

/** The form token of now: signing in again, in another tab, gives a new one. */
function formToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function placeOf(data: DOMStringMap): Place {
  const ask = createTransport({ base: data["apiBase"] ?? "", csrf: formToken });
  return {
    ask,
    client: clientOver(ask),
    workspace: data["workspace"] ?? "",
    campaign: data["campaign"] ?? "",
    name: data["name"] ?? "",
    campaignUrl: data["campaignUrl"] ?? "",
    contactsUrl: data["contactsUrl"] ?? "",
    publishUrl: data["publishUrl"] ?? "",
    copyUrl: data["copyUrl"] ?? "",
    formToken,
    signInUrl: data["signInUrl"] ?? "",
    pages: data["pages"] ?? "",
    timezone: data["timezone"] ?? "UTC",
  };
}

const root = document.getElementById("flow-builder");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Builder place={placeOf(root.dataset)} />
      </ErrorBoundary>
    </StrictMode>,
  );
}
