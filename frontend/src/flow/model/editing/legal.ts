// What may be put where, so that the palette shows nothing that the server would refuse.

import type { FlowDocument } from "../document";
import { isTrigger } from "../kinds";
import { MAX_EDGES, MAX_NODES } from "./ids";
import { MEETING, type Place } from "./place";

/** The most ports that a step can have: a switch with eight branches and its else. */
const MOST_PORTS = 9;

/**
 * The types that may stand at a place. Triggers stand only among triggers. An exit may stand anywhere (what it cuts off
 * is told by the edit), but an end not right above an end, where it would change nothing. Nothing fits a full flow.
 */
export function legalTypes<T extends { readonly key: string }>(
  document: FlowDocument,
  at: Place | "trigger",
  types: readonly T[],
): T[] {
  if (document.nodes.length >= MAX_NODES || document.edges.length + MOST_PORTS > MAX_EDGES) return [];
  if (at === "trigger") return types.filter((type) => isTrigger({ type: type.key }));
  const following = targetOf(document, at)?.type;
  return types.filter(({ key }) => !isTrigger({ type: key }) && !(key === "end" && following === "end"));
}

function targetOf(document: FlowDocument, at: Place): FlowDocument["nodes"][number] | undefined {
  const edge = document.edges.find((candidate) => candidate.source === at.source && candidate.port === at.port);
  const id = at.port === MEETING ? at.source : edge?.target;
  return document.nodes.find((node) => node.id === id);
}
