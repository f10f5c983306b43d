// Where a step may be put: on an edge, at an open port, or where several ways meet. And what is told of an edit.

import { edgeKey, type FlowDocument, type FlowEdge, type PortsOf } from "../document";
import { shapeOf } from "../shape";
import type { Fragment } from "./fragment";

/** An exit of a step: the edge that leaves by it, or the open port. With port MEETING: see there. */
export interface Place {
  readonly source: string;
  readonly port: string;
}

/** As a place's port: above the node `source`, where several ways meet; what is put there is for all of them. */
export const MEETING = "*";

export interface FlowPlace extends Place {
  readonly kind: "edge" | "open" | "meeting";
  /** The node that follows; null at an open port. */
  readonly target: string | null;
}

/** What an edit gives. Nothing could be done where `document` is the one that was given. */
export interface Edited {
  readonly document: FlowDocument;
  /** The node to select now: the new or moved one, or what took the removed one's place. */
  readonly id: string | null;
  /** The steps that went because nothing leads to them any more; null where none but plain ends did. Ask, or offer undo. */
  readonly cut: Fragment | null;
}

/** Identifies a place, for keys and comparisons; for an edge the same as its edgeKey. */
export function placeKey(place: Place): string {
  return edgeKey(place);
}

/** The edit that changes nothing. */
export function unchanged(document: FlowDocument, id: string | null = null): Edited {
  return { document, id, cut: null };
}

/** Every place where a step may be put: per node the meeting above it, then its ports in their order. */
export function places(document: FlowDocument, portsOf: PortsOf): FlowPlace[] {
  const { outgoing, entering } = shapeOf(document, portsOf);
  return document.nodes.flatMap((node): FlowPlace[] => {
    const leaving = outgoing.get(node.id) ?? [];
    const taken = new Set(leaving.map((edge) => edge.port));
    const meets = (entering.get(node.id)?.length ?? 0) > 1;
    const known = portsOf(node).map((port) => port.key);
    const strange = [...taken].filter((port) => !known.includes(port));
    const here: FlowPlace[] = [...new Set([...known, ...strange])].map((port) => {
      const edge = leaving.find((candidate) => candidate.port === port);
      return { source: node.id, port, kind: edge ? "edge" : "open", target: edge?.target ?? null };
    });
    return meets ? [{ source: node.id, port: MEETING, kind: "meeting", target: node.id }, ...here] : here;
  });
}

/** The lines that are cut at a place and the node they lead to; undefined where there is no such place. */
export function linesAt(
  document: FlowDocument,
  at: Place,
  portsOf: PortsOf,
): { lines: readonly FlowEdge[]; target: string | null } | undefined {
  const { byId, outgoing, entering } = shapeOf(document, portsOf);
  const source = byId.get(at.source);
  if (source === undefined) return undefined;
  if (at.port === MEETING) {
    const lines = entering.get(at.source) ?? [];
    return lines.length === 0 ? undefined : { lines, target: at.source };
  }
  const edge = outgoing.get(at.source)?.find((candidate) => candidate.port === at.port);
  if (edge !== undefined) return { lines: [edge], target: edge.target };
  return portsOf(source).some((port) => port.key === at.port) ? { lines: [], target: null } : undefined;
}
