// How saving goes, in words.

import { useEditor, useEditorState } from "../context";
import { saveWords } from "../saving/state";

export function SaveState() {
  const editor = useEditor();
  const save = useEditorState((state) => state.save);
  const editable = useEditorState((state) => state.draft.permissions.edit);
  if (!editable) return <span className="fb-save" data-kind="closed">Read-only</span>;
  return (
    <span className="fb-save" data-kind={save.kind} role="status">
      {saveWords(save)}
      {save.kind === "offline" && (
        <button type="button" className="fb-link" onClick={() => editor.saver.retry()}>
          Try now
        </button>
      )}
    </span>
  );
}
