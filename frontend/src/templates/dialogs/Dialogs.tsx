// Which question stands over the editor.

import { SignedOutDialog } from "../../flow/builder/dialogs/SignedOutDialog";
import { useEditor, useEditorState } from "../context";
import { ConflictDialog } from "./ConflictDialog";
import { PublishDialog } from "./PublishDialog";
import { TestDialog } from "./TestDialog";
import { VersionsDialog } from "./VersionsDialog";

const CLASSES = { row: "te-row", button: "te-button", primary: "te-primary" };

export function Dialogs() {
  const editor = useEditor();
  const dialog = useEditorState((state) => state.dialog);
  const save = useEditorState((state) => state.save.kind);
  const close = (): void => editor.store.set({ dialog: null });
  if (save === "signedOut") {
    return (
      <SignedOutDialog signInUrl={editor.place.signInUrl} onRetry={() => editor.saver.retry()} classes={CLASSES} />
    );
  }
  if (save === "conflict") return <ConflictDialog />;
  if (dialog === "test") return <TestDialog onClose={close} />;
  if (dialog === "versions") return <VersionsDialog onClose={close} />;
  if (dialog === "publish" || dialog === "submit") return <PublishDialog asks={dialog === "submit"} onClose={close} />;
  return null;
}
