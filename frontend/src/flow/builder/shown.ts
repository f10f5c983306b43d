// Which document is to be seen: the one that is edited, or another version. Pure.

import { edgeKey, type FlowDocument } from "../model/document";
import type { EditorState, Shown } from "./state";

/** For a comparison the newer flow with the removed steps where they stood. */
export function drawnDocument({ shown, history }: EditorState): FlowDocument {
  if (shown === null) return history.present;
  return shown.kind === "version" ? shown.version.workflow : joined(shown);
}

/** The step that Tab reaches first: the selected one, otherwise the flow's first. */
export function tabStop(state: EditorState): string | undefined {
  const { nodes } = drawnDocument(state);
  return nodes.find((node) => node.id === state.selected)?.id ?? nodes[0]?.id;
}

const known = new WeakMap<Shown, FlowDocument>();

function joined(shown: Extract<Shown, { kind: "comparison" }>): FlowDocument {
  const found = known.get(shown);
  if (found !== undefined) return found;
  const document = withRemoved(shown.from.workflow, shown.to.workflow);
  known.set(shown, document);
  return document;
}

/** The newer flow with the removed steps back in the ways in which they stood, before what was put there instead. */
export function withRemoved(old: FlowDocument, now: FlowDocument): FlowDocument {
  const present = new Set(now.nodes.map((node) => node.id));
  const before = new Set(old.nodes.map((node) => node.id));
  const removed = old.nodes.filter((node) => !present.has(node.id));
  const ways = new Map(now.edges.map((edge) => [edgeKey(edge), edge]));
  const instead = new Map<string, string>();
  for (const edge of old.edges) {
    if (present.has(edge.target) || !present.has(edge.source)) continue;
    const target = ways.get(edgeKey(edge))?.target;
    if (target !== undefined && !before.has(target)) for (const id of following(old, edge.target, present)) instead.set(id, target);
    ways.set(edgeKey(edge), edge);
  }
  for (const edge of old.edges) {
    if (present.has(edge.source)) continue;
    const target = present.has(edge.target) ? (instead.get(edge.source) ?? edge.target) : edge.target;
    ways.set(edgeKey(edge), { ...edge, target });
  }
  return { nodes: [...now.nodes, ...removed], edges: [...ways.values()] };
}

/** The removed steps that a removed one leads to, itself included. */
function following(old: FlowDocument, start: string, present: ReadonlySet<string>): Set<string> {
  const found = new Set([start]);
  for (const id of found) {
    for (const edge of old.edges) if (edge.source === id && !present.has(edge.target)) found.add(edge.target);
  }
  return found;
}
