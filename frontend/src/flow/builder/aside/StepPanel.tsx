// The open step: what can be done with it, and its form.

import { askRemove, copy, duplicate } from "../actions/steps";
import { useEditor, useEditorState } from "../context";
import { drawnDocument } from "../shown";

export function StepPanel({ id }: { readonly id: string }) {
  const editor = useEditor();
  const workflow = useEditorState(drawnDocument);
  const editable = useEditorState(() => editor.isEditable);
  const node = workflow.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return <p className="fb-quiet">This step is no longer there.</p>;
  return (
    <>
      {editable && (
        <div className="fb-actions">
          <button type="button" className="fb-button fb-small" onClick={() => duplicate(editor, id)}>
            Duplicate
          </button>
          <button type="button" className="fb-button fb-small" onClick={() => copy(editor, id, "step")}>
            Copy
          </button>
          <button type="button" className="fb-button fb-small" onClick={() => copy(editor, id, "branch")}>
            Copy branch
          </button>
          <button type="button" className="fb-button fb-small fb-danger" onClick={() => askRemove(editor, id)}>
            Remove
          </button>
        </div>
      )}
    </>
  );
}
