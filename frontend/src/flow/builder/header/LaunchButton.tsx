// The way to a launch, or to publishing what was changed since.

import { useEditor, useEditorState } from "../context";

export function LaunchButton() {
  const editor = useEditor();
  const launched = useEditorState((state) => state.draft.liveVersion !== null && state.draft.status !== "DRAFT");
  const editable = useEditorState((state) => state.draft.permissions.edit);
  if (!editable) return null;
  return (
    <button type="button" className="fb-button fb-primary" onClick={() => editor.store.set({ dialog: { kind: "review" } })}>
      {launched ? "Review and publish" : "Review and launch"}
    </button>
  );
}
