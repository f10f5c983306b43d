// Which question stands over the editor.

import { useEditor, useEditorState } from "../context";
import { ConflictDialog, SignedOutDialog } from "./Interruptions";
import { PublishDialog } from "./PublishDialog";
import { TestDialog } from "./TestDialog";
import { VersionsDialog } from "./VersionsDialog";

export function Dialogs() {
  const editor = useEditor();
  const dialog = useEditorState((state) => state.dialog);
  const save = useEditorState((state) => state.save.kind);
  const close = (): void => editor.store.set({ dialog: null });
  if (save === "signedOut") return <SignedOutDialog />;
  if (save === "conflict") return <ConflictDialog />;
  if (dialog === "test") return <TestDialog onClose={close} />;
  if (dialog === "versions") return <VersionsDialog onClose={close} />;
  if (dialog === "publish" || dialog === "submit") return <PublishDialog asks={dialog === "submit"} onClose={close} />;
  return null;
}
