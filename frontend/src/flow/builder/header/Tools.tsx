// The buttons of the header.

import { Icon } from "../../canvas/Icon";
import { close, showAside } from "../actions/looking";
import { useEditor, useEditorState } from "../context";
import type { Aside } from "../state";
import { LiveButton } from "./LiveBar";

const UNDO = ["M9 14 4 9l5-5", "M4 9h10a6 6 0 0 1 0 12h-3"];
const REDO = ["m15 14 5-5-5-5", "M20 9H10a6 6 0 0 0 0 12h3"];

export function Tools() {
  const editor = useEditor();
  const canUndo = useEditorState((state) => state.history.past !== null);
  const canRedo = useEditorState((state) => state.history.future !== null);
  const editable = useEditorState(() => editor.isEditable);
  const view = useEditorState((state) => state.view);
  return (
    <div className="fb-tools" role="toolbar" aria-label="Flow">
      {editable && (
        <>
          <button type="button" className="fb-button fb-small fb-square" aria-label="Undo" title="Undo (⌘Z)" disabled={!canUndo} onClick={() => editor.undo()}>
            <Icon paths={UNDO} />
          </button>
          <button type="button" className="fb-button fb-small fb-square" aria-label="Redo" title="Redo (⇧⌘Z)" disabled={!canRedo} onClick={() => editor.redo()}>
            <Icon paths={REDO} />
          </button>
          <button type="button" className="fb-button fb-small" onClick={() => editor.store.set({ palette: "trigger" })}>
            Add trigger
          </button>
        </>
      )}
      <button type="button" className="fb-button fb-small" onClick={() => editor.store.set({ view: view === "canvas" ? "list" : "canvas" })}>
        {view === "canvas" ? "List" : "Canvas"}
      </button>
      <IssuesButton />
      <LiveButton />
      <AsideButton aside={{ kind: "versions" }} words="Versions" />
      <AsideButton aside={{ kind: "test" }} words="Test with a contact" />
      <button type="button" className="fb-button fb-small fb-square" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => editor.store.set({ dialog: { kind: "shortcuts" } })}>
        ?
      </button>
    </div>
  );
}

function AsideButton({ aside, words }: { readonly aside: Aside; readonly words: string }) {
  const editor = useEditor();
  const open = useEditorState((state) => state.aside?.kind === aside.kind);
  return (
    <button type="button" className="fb-button fb-small" aria-pressed={open} onClick={() => (open ? close(editor) : showAside(editor, aside))}>
      {words}
    </button>
  );
}

function IssuesButton() {
  const editor = useEditor();
  const errors = useEditorState((state) => state.issues.filter((issue) => issue.severity === "error").length);
  const warnings = useEditorState((state) => state.issues.length) - errors;
  const open = useEditorState((state) => state.aside?.kind === "issues");
  return (
    <button
      type="button"
      className="fb-button fb-small"
      aria-pressed={open}
      data-severity={errors > 0 ? "error" : warnings > 0 ? "warning" : undefined}
      onClick={() => showAside(editor, open ? null : { kind: "issues" })}
    >
      {errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : "No issues"}
    </button>
  );
}
