// What people look at: which step is selected, what the right side shows, where the focus goes.

import { placeOf, walk, walkStops, type Direction } from "../../model/walk";
import { portsOf } from "../../nodes";
import type { Editor } from "../editor";
import { drawnDocument } from "../shown";
import type { Aside } from "../state";

export function select(editor: Editor, id: string | null): void {
  if (editor.state.selected !== id) editor.store.set({ selected: id });
}

/** Selects a step and puts the focus on its card; without one the focus stays with the first step. */
export function focusOn(editor: Editor, id: string | null): void {
  const target = id ?? drawnDocument(editor.state).nodes[0]?.id ?? null;
  editor.store.set({ selected: target, focus: editor.state.focus + 1 });
}

/** Opens the form of a step. */
export function openStep(editor: Editor, id: string): void {
  editor.store.set({ selected: id, aside: { kind: "step", id }, asked: editor.state.asked + 1 });
}

export function showAside(editor: Editor, aside: Aside | null): void {
  editor.store.set({ aside, asked: editor.state.asked + 1 });
}

/** Closes what lies on top: a move that waits for its place, the right side, then what is shown instead of the draft. */
export function close(editor: Editor): void {
  const { aside, moving, selected, shown, simulation } = editor.state;
  if (moving !== null) {
    editor.store.set({ moving: null });
    focusOn(editor, moving);
    editor.say("Not moved.");
  } else if (aside !== null) {
    editor.store.set({ aside: null, simulation: aside.kind === "test" ? null : simulation });
    focusOn(editor, selected);
  } else if (shown !== null || simulation !== null) editor.store.set({ shown: null, simulation: null });
  else select(editor, null);
}

/** Goes to the next step in a direction; from nowhere to the first one. */
export function walkTo(editor: Editor, direction: Direction): void {
  const { selected } = editor.state;
  const next = selected === null ? null : walk(drawnDocument(editor.state), selected, direction, portsOf);
  if (selected === null || next !== null) focusOn(editor, next);
  const { aside } = editor.state;
  if (next !== null && aside?.kind === "step") editor.store.set({ aside: { kind: "step", id: next } });
}

/**
 * Goes on from a stop, a step or a "+", to the next one. Gives the key of the "+" that is to have the focus now; no step is
 * selected then, so that the keys which act on steps do nothing there.
 */
export function walkOver(editor: Editor, stop: string, direction: Direction): string | null {
  const next = walkStops(editor.document, stop, direction, portsOf);
  if (next === null) return null;
  if (placeOf(next) === null) {
    focusOn(editor, next);
    return null;
  }
  select(editor, null);
  return next;
}
