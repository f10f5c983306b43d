// What a step is marked with on the canvas: how it differs from another version, or that a test came by. Pure.

import type { EditorState } from "./state";

export interface Mark {
  readonly kind: "added" | "removed" | "changed" | "visited";
  readonly words: string;
}

const MARKS = {
  added: { kind: "added", words: "Added" },
  removed: { kind: "removed", words: "Removed" },
  changed: { kind: "changed", words: "Changed" },
} as const satisfies Record<string, Mark>;

const VISITED: readonly Mark[] = Array.from({ length: 1_000 }, (_, index) => ({ kind: "visited", words: `${index + 1}` }));

/** The mark of a step; always the same object for the same mark, so that nothing is redrawn without need. */
export function markOf(state: EditorState, id: string): Mark | null {
  const { shown, simulation } = state;
  if (shown?.kind === "comparison") {
    if (shown.changes.added.includes(id)) return MARKS.added;
    if (shown.changes.removed.includes(id)) return MARKS.removed;
    return shown.changes.changed.some((change) => change.id === id) ? MARKS.changed : null;
  }
  const place = simulation?.steps.findIndex((step) => step.nodeId === id) ?? -1;
  return VISITED[place] ?? null;
}

/** Whether the test took this way. */
export function isTaken(state: EditorState, key: string): boolean {
  return state.simulation?.steps.some((step) => step.port !== null && `${step.nodeId}→${step.port}` === key) ?? false;
}
