// What the builder knows about saving, and how it says it. No timers, no requests: the saver beside it has those.

import type { Detail, Draft } from "../../../api/types";

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "unsaved" }
  | { readonly kind: "saving" }
  /** No answer, or a server that failed: tried again by itself. */
  | { readonly kind: "offline"; readonly failed: boolean }
  /** The server refuses these values; the next change is tried again. */
  | { readonly kind: "refused"; readonly message: string; readonly details: readonly Detail[] }
  | { readonly kind: "conflict"; readonly current: Draft }
  | { readonly kind: "signedOut" }
  /** Nothing more can be saved here: the role, a finished or a deleted campaign. */
  | { readonly kind: "closed"; readonly why: "role" | "finished" | "gone"; readonly message: string };

/** The save state as the header says it. */
export function saveWords(state: SaveState): string {
  switch (state.kind) {
    case "saved":
      return "All changes saved";
    case "unsaved":
    case "saving":
      return "Saving…";
    case "offline":
      return state.failed
        ? "The server has trouble: your changes are kept in this tab"
        : "Offline: your changes are kept in this tab";
    case "refused":
      return "Not saved: some values need correction";
    case "conflict":
      return "Not saved: somebody else changed this flow";
    case "signedOut":
      return "Not saved: you are signed out";
    case "closed":
      return CLOSED[state.why];
  }
}

const CLOSED = {
  role: "Read-only: your role does not allow changes",
  finished: "Read-only: this campaign has ended",
  gone: "This campaign no longer exists",
} as const;

/** Whether leaving the page now would lose something that the server has not got. */
export function isAtRisk(state: SaveState): boolean {
  return state.kind !== "saved" && state.kind !== "closed";
}

/** The places of a refused document by node: `workflow.nodes[3].config.weight` belongs to the fourth node. */
export function detailsByNode(details: readonly Detail[], ids: readonly string[]): Map<string, Detail[]> {
  const found = new Map<string, Detail[]>();
  for (const detail of details) {
    const id = ids[Number(/^workflow\.nodes\[(\d+)\]/.exec(detail.field)?.[1] ?? -1)];
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), detail]);
  }
  return found;
}
