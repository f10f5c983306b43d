// The way to a launch, or to publishing what was changed since.

import { useEditor, useEditorState } from "../context";
import type { EditorState } from "../state";

/** Whether changes are published to a campaign that was launched, rather than launched. */
export function isLaunched({ draft }: EditorState): boolean {
  return draft.liveVersion !== null && draft.status !== "DRAFT";
}

export function LaunchButton() {
  const editor = useEditor();
  const launched = useEditorState(isLaunched);
  const editable = useEditorState((state) => state.draft.permissions.edit);
  if (!editable) return null;
  return (
    <button type="button" className="fb-button fb-primary" onClick={() => editor.store.set({ dialog: { kind: "review" } })}>
      {launched ? "Review and publish" : "Review and launch"}
    </button>
  );
}
