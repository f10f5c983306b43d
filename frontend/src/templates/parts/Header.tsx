// Where the template stands, whether it is saved, and what can be done with it.

import { useEditor, useEditorState } from "../context";
import { saveWords } from "../saver";
import type { Template } from "../api";

export function Header() {
  const editor = useEditor();
  const template = useEditorState((state) => state.template);
  const save = useEditorState((state) => state.save);
  const history = useEditorState((state) => state.history);
  const closed = save.kind === "closed";
  const open = (dialog: "publish" | "submit" | "test" | "versions"): void => editor.store.set({ dialog });
  return (
    <header className="te-header">
      <div className="te-title">
        <a href={editor.place.pageUrl} className="te-back">
          <span aria-hidden="true">←</span> {template.name}
        </a>
        <span className="te-state">{standing(template)}</span>
        <span className="te-save" role="status" data-kind={save.kind}>
          {saveWords(save)}
        </span>
      </div>
      <div className="te-actions">
        <button type="button" className="te-button" disabled={closed || history.past === null} onClick={() => editor.undo()}>
          Undo
        </button>
        <button type="button" className="te-button" disabled={closed || history.future === null} onClick={() => editor.redo()}>
          Redo
        </button>
        <button type="button" className="te-button" onClick={() => open("versions")}>
          Versions
        </button>
        <button type="button" className="te-button" disabled={closed} onClick={() => open("test")}>
          Send a test
        </button>
        {template.approvalNeeded && template.submittedAt === null && (
          <button type="button" className="te-button te-primary" disabled={closed || !template.hasChanges} onClick={() => open("submit")}>
            Ask for approval
          </button>
        )}
        {template.permissions.publish && (!template.approvalNeeded || template.submittedAt !== null) && (
          <button type="button" className="te-button te-primary" disabled={closed || (!template.hasChanges && template.submittedAt === null)} onClick={() => open("publish")}>
            {template.approvalNeeded ? "Approve and publish" : "Publish"}
          </button>
        )}
      </div>
    </header>
  );
}

/** The template's standing in words. */
export function standing(template: Template): string {
  if (template.state === "REJECTED") return `Rejected: ${template.rejectionReason ?? ""}`;
  if (template.state === "ARCHIVED") return "Put away";
  if (template.submittedAt !== null) return `Waits for approval, asked for by ${template.submittedBy ?? "somebody"}`;
  if (template.rejectionReason !== null) return `Changes refused: ${template.rejectionReason}`;
  if (template.version === null) return "Draft, never published";
  return template.hasChanges ? `Version ${template.version} is published; this draft has changes` : `Published as version ${template.version}`;
}
