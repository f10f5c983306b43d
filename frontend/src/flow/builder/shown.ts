// Which document is to be seen: the one that is edited, or another version. Pure.

import type { FlowDocument } from "../model/document";
import type { EditorState, Shown } from "./state";

/** For a comparison the newer flow with the removed steps beside it, loosely attached where they stood. */
export function drawnDocument({ shown, history }: EditorState): FlowDocument {
  if (shown === null) return history.present;
  return shown.kind === "version" ? shown.version.workflow : joined(shown);
}

const known = new WeakMap<Shown, FlowDocument>();

function joined(shown: Extract<Shown, { kind: "comparison" }>): FlowDocument {
  const found = known.get(shown);
  if (found !== undefined) return found;
  const { workflow: old } = shown.version;
  const now = shown.other;
  const gone = new Set(shown.changes.removed);
  const taken = new Set(now.edges.map((edge) => `${edge.source}→${edge.port}`));
  const kept = old.edges.filter((edge) => gone.has(edge.source) && (gone.has(edge.target) || now.nodes.some((node) => node.id === edge.target)));
  const entering = old.edges.filter((edge) => gone.has(edge.target) && !gone.has(edge.source) && !taken.has(`${edge.source}→${edge.port}`));
  const document = {
    nodes: [...now.nodes, ...old.nodes.filter((node) => gone.has(node.id))],
    edges: [...now.edges, ...kept, ...entering],
  };
  known.set(shown, document);
  return document;
}
