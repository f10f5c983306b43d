// What people do to steps: put in, take out, copy, move, change. Each is one edit of the model, said in words.

import {
  addTrigger,
  configure,
  copyBranch,
  copyStep,
  duplicateStep,
  insertStep,
  moveStep,
  newId,
  paste,
  removalOf,
  removeStep,
  stepsIn,
  type Change,
  type Fragment,
  type Place,
} from "../../model/edit";
import type { FlowNode } from "../../model/document";
import { isTrigger } from "../../model/kinds";
import { portsOf, typeOf } from "../../nodes";
import { titleOf } from "../../canvas/drawing";
import { entryOf, freshConfig } from "../catalogue";
import { write } from "../clipboard";
import type { Editor } from "../editor";
import { openStep, focusOn } from "./looking";

/** Puts a new step of that type at a place, or beside the triggers, and opens it. */
export function insert(editor: Editor, at: Place | "trigger", type: string): void {
  const node: FlowNode = { id: newId(editor.document, type), type, config: freshConfig(type) };
  const label = entryOf(type)?.label ?? type;
  const edited = at === "trigger" ? withEnd(editor, node) : insertStep(editor.document, at, node, portsOf);
  if (editor.apply(edited, `${label} added.`)) openStep(editor, node.id);
  else editor.say("There is no room for another step.");
}

/** The first trigger of an empty flow brings an end along, so that there is a way to put steps on. */
function withEnd(editor: Editor, trigger: FlowNode): ReturnType<typeof addTrigger> {
  const { document } = editor;
  const edited = addTrigger(document, trigger, portsOf);
  const [port] = portsOf(trigger);
  if (document.nodes.length > 0 || port === undefined) return edited;
  const end: FlowNode = { id: newId(edited.document, "end"), type: "end", config: {} };
  const ended = insertStep(edited.document, { source: trigger.id, port: port.key }, end, portsOf);
  return { ...ended, id: trigger.id };
}

/** Takes a step out, after a question where its branches need a decision. */
export function askRemove(editor: Editor, id: string): void {
  if (!editor.isEditable || nodeOf(editor, id) === undefined) return;
  const removal = removalOf(editor.document, id, portsOf);
  if (removal.decide) editor.store.set({ dialog: { kind: "remove", id, removal } });
  else remove(editor, id, null);
}

/** Takes a step out; of its branches the one at the port `keep` stays. */
export function remove(editor: Editor, id: string, keep: string | null): void {
  const title = titleIn(editor, id);
  const edited = removeStep(editor.document, id, keep, portsOf);
  if (editor.apply(edited, `“${title}” removed.`)) focusOn(editor, edited.id);
}

export function duplicate(editor: Editor, id: string): void {
  const edited = duplicateStep(editor.document, id, portsOf);
  if (editor.apply(edited, `“${titleIn(editor, id)}” duplicated.`)) focusOn(editor, edited.id);
  else editor.say("This step can’t be duplicated.");
}

/** Copies a step, or it with everything that only it leads to; the fragment is given back for the clipboard event. */
export function copy(editor: Editor, id: string, what: "step" | "branch"): Fragment | null {
  const { document } = editor;
  const fragment = what === "step" ? copyStep(document, id) : copyBranch(document, id);
  if (fragment === null) return null;
  write(fragment);
  editor.store.set({ clipboard: fragment });
  editor.say(`${countWords(fragment)} copied.`);
  return fragment;
}

export function cut(editor: Editor, id: string): Fragment | null {
  if (!editor.isEditable) return null;
  const fragment = copy(editor, id, "step");
  if (fragment !== null) askRemove(editor, id);
  return fragment;
}

export function pasteAt(editor: Editor, at: Place | "trigger", fragment: Fragment): void {
  const edited = paste(editor.document, at, fragment, portsOf);
  if (editor.apply(edited, `${countWords(fragment)} pasted.`)) focusOn(editor, edited.id);
  else editor.say("This can’t be pasted here.");
}

/** Pastes right after a step; after one without exits, right before it. */
export function pasteAfter(editor: Editor, id: string | null, fragment: Fragment): void {
  const at = id === null ? firstPlace(editor) : placeAfter(editor, id);
  if (at === null) pasteAt(editor, "trigger", fragment);
  else pasteAt(editor, at, fragment);
}

export function move(editor: Editor, id: string, at: Place): void {
  const edited = moveStep(editor.document, id, at, portsOf);
  if (editor.apply(edited, `“${titleIn(editor, id)}” moved.`)) focusOn(editor, id);
  else editor.say("It stands there already, or can’t stand there.");
}

/** Begins to move a step without dragging it: the next "+" that is chosen is where it goes. */
export function askMove(editor: Editor, id: string): void {
  const node = nodeOf(editor, id);
  if (!editor.isEditable || node === undefined || isTrigger(node)) return;
  editor.store.set({ moving: id, aside: null });
  focusOn(editor, id);
  editor.say(`Choose the + where “${titleIn(editor, id)}” shall stand.`);
}

/** What a "+" does: asks for a step, or takes the one that is being moved. */
export function choosePlace(editor: Editor, at: Place): void {
  const { moving } = editor.state;
  if (moving === null) {
    editor.store.set({ palette: at });
    return;
  }
  editor.store.set({ moving: null });
  move(editor, moving, at);
}

/** Changes a step's name or config; typing in one field is one step of the history. */
export function change(editor: Editor, id: string, what: Change, field: string): void {
  const edited = configure(editor.document, id, what, portsOf);
  const before = portsOf(nodeOf(editor, id) ?? NOTHING).length;
  const after = portsOf(edited.document.nodes.find((node) => node.id === id) ?? NOTHING).length;
  editor.apply(edited, before === after ? "" : `The step has ${after} exits now.`, `${id} ${field}`);
}

/** Where a step is put that follows another one: at its first exit, or above it where it has none. */
export function placeAfter(editor: Editor, id: string): Place | null {
  const node = nodeOf(editor, id);
  const [port] = node === undefined ? [] : portsOf(node);
  if (port !== undefined) return { source: id, port: port.key };
  const before = editor.document.edges.find((edge) => edge.target === id);
  return before === undefined ? null : { source: before.source, port: before.port };
}

export function nodeOf(editor: Editor, id: string): FlowNode | undefined {
  return editor.document.nodes.find((node) => node.id === id);
}

export function titleIn(editor: Editor, id: string): string {
  const node = nodeOf(editor, id);
  return node === undefined ? id : titleOf(node, namesIn(editor));
}

/** Names of what the flow refers to, its own steps among them. */
export function namesIn(editor: Editor): Readonly<Record<string, string>> {
  return editor.state.draft.names;
}

function firstPlace(editor: Editor): Place | null {
  const [first] = editor.document.nodes;
  return first === undefined ? null : placeAfter(editor, first.id);
}

function countWords(fragment: Fragment): string {
  const [first] = fragment.nodes;
  const count = stepsIn(fragment);
  return count > 1 ? `${count} steps` : first === undefined ? "Nothing" : typeOf(first).label;
}

const NOTHING: FlowNode = { id: "", type: "end", config: {} };
