// Mounts the template editor on #template-editor; the page says in data- attributes whose template it is.

import "../inputs/inputs.css";
import "./templates.css";
import "./preview.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { lookupsOver } from "../api/lookups";
import { createTransport } from "../api/transport";
import { ErrorBoundary } from "../flow/builder/ErrorBoundary";
import { clientOver, type Place } from "./api";
import { Loading } from "./Loading";

/** The form token of now: signing in again, in another tab, gives a new one. */
function formToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function placeOf(data: DOMStringMap): Place {
  const ask = createTransport({ base: data["apiBase"] ?? "", csrf: formToken });
  const template = data["template"] ?? "";
  return {
    client: clientOver(ask, template),
    lookups: lookupsOver(ask),
    template,
    pageUrl: data["pageUrl"] ?? "",
    signInUrl: data["signInUrl"] ?? "",
    pages: data["pages"] ?? "",
    timezone: data["timezone"] ?? "UTC",
    own: data["own"] ?? "",
  };
}

const root = document.getElementById("template-editor");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Loading place={placeOf(root.dataset)} />
      </ErrorBoundary>
    </StrictMode>,
  );
}
