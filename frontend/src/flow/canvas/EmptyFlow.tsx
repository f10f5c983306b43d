// A flow without a single step: says what comes first.

import { useEditor, useEditorState } from "../builder/context";

export function EmptyFlow() {
  const editor = useEditor();
  const editable = useEditorState(() => editor.isEditable);
  return (
    <div className="fb-empty">
      <h2>This flow is empty</h2>
      <p>Begin with a trigger: it says who enters the campaign, and when.</p>
      {editable && (
        <button type="button" className="fb-button fb-primary" onClick={() => editor.store.set({ palette: "trigger" })}>
          Add a trigger
        </button>
      )}
    </div>
  );
}
