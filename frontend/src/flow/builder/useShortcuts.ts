// The builder's keys. They work wherever the focus is inside the builder, except while somebody types.

import { useEffect } from "react";
import { parseFragment, fragmentText } from "../model/edit";
import type { Direction } from "../model/walk";
import { close, openStep, showAside, walkOver, walkTo } from "./actions/looking";
import { askMove, askRemove, copy, cut, duplicate, pasteAfter, placeAfter } from "./actions/steps";
import type { Editor } from "./editor";

const WALKS: Readonly<Record<string, Direction>> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/** Listens while the builder is open. */
export function useShortcuts(editor: Editor): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey) return;
      if (event.key === "Escape" && isInForm(event.target)) return close(editor);
      if (isBlocked(event.target)) return;
      const done = event.metaKey || event.ctrlKey ? withCommand(editor, event) : plain(editor, event);
      if (done) event.preventDefault();
    };
    const copied = (event: ClipboardEvent): void => toClipboard(editor, event, (id) => copy(editor, id, "step"));
    const wasCut = (event: ClipboardEvent): void => toClipboard(editor, event, (id) => cut(editor, id));
    const pasted = (event: ClipboardEvent): void => {
      if (isBlocked(event.target) || !editor.isEditable) return;
      const fragment = parseFragment(event.clipboardData?.getData("text/plain") ?? "") ?? editor.state.clipboard;
      if (fragment === null) return;
      event.preventDefault();
      pasteAfter(editor, editor.state.selected, fragment);
    };
    document.addEventListener("keydown", pressed);
    document.addEventListener("copy", copied);
    document.addEventListener("cut", wasCut);
    document.addEventListener("paste", pasted);
    return () => {
      document.removeEventListener("keydown", pressed);
      document.removeEventListener("copy", copied);
      document.removeEventListener("cut", wasCut);
      document.removeEventListener("paste", pasted);
    };
  }, [editor]);
}

function withCommand(editor: Editor, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  const { selected } = editor.state;
  if (key === "z") {
    if (event.shiftKey) editor.redo();
    else editor.undo();
    return true;
  }
  if (key === "y") {
    editor.redo();
    return true;
  }
  if (selected === null) return false;
  if (key === "d") duplicate(editor, selected);
  else if (key === "c" && event.shiftKey) copy(editor, selected, "branch");
  else return false;
  return true;
}

function plain(editor: Editor, event: KeyboardEvent): boolean {
  const { selected } = editor.state;
  const direction = WALKS[event.key];
  if (direction !== undefined) walkOn(editor, direction, event);
  else if (event.key === "Escape") close(editor);
  else if (event.key === "?") editor.store.set({ dialog: { kind: "shortcuts" } });
  else if (event.key === "i") showAside(editor, { kind: "issues" });
  else if (event.key === "t" && editor.isEditable) editor.store.set({ palette: "trigger" });
  else if (selected === null) return false;
  else if (event.key === "Delete" || event.key === "Backspace") askRemove(editor, selected);
  else if (event.key === "m") askMove(editor, selected);
  else if (event.key === "+" || event.key === "a") addAfter(editor, selected);
  else if (event.key === "Enter" && isCard(event.target)) openStep(editor, selected);
  else return false;
  return true;
}

/** From step to step; from a "+", or with the shift key, over every "+" as well. */
function walkOn(editor: Editor, direction: Direction, { target, shiftKey }: KeyboardEvent): void {
  const plus = target instanceof Element ? target.closest("[data-place]")?.getAttribute("data-place") : null;
  const stop = plus ?? (shiftKey && editor.isEditable ? editor.state.selected : null);
  if (stop === null) walkTo(editor, direction);
  else focusPlace(walkOver(editor, stop, direction));
}

function focusPlace(key: string | null): void {
  if (key === null) return;
  document.querySelector<HTMLElement>(`#flow-builder [data-place="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function addAfter(editor: Editor, id: string): void {
  const place = placeAfter(editor, id);
  if (place !== null && editor.isEditable) editor.store.set({ palette: place });
}

function toClipboard(editor: Editor, event: ClipboardEvent, take: (id: string) => ReturnType<typeof copy>): void {
  const { selected } = editor.state;
  if (selected === null || isBlocked(event.target) || (window.getSelection()?.toString() ?? "") !== "") return;
  const fragment = take(selected);
  if (fragment === null) return;
  event.clipboardData?.setData("text/plain", fragmentText(fragment));
  event.preventDefault();
}

/** Whether the keys mean something else there: in fields, in dialogs, and outside of the builder. */
function isBlocked(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target === document.body) return document.querySelector("dialog[open]") !== null;
  if (target.closest("#flow-builder") === null || target.closest("dialog") !== null) return true;
  return target.closest("input, textarea, select, [contenteditable=true], [role=listbox], [role=combobox], [data-own-keys]") !== null;
}

/** Escape leaves a form from any of its fields; one with a list open keeps the key for itself. */
function isInForm(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".fb-aside") !== null && document.querySelector("dialog[open]") === null;
}

function isCard(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-step]") !== null;
}
