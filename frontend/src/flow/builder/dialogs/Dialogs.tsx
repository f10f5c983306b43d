// Which dialog lies over the builder: troubles with saving first, then questions.

import { useEditor, useEditorState } from "../context";
import { ConflictDialog } from "./ConflictDialog";
import { DiscardDialog } from "./DiscardDialog";
import { KeptDialog } from "./KeptDialog";
import { ReviewDialog } from "./ReviewDialog";
import { RemoveDialog } from "./RemoveDialog";
import { Shortcuts } from "./Shortcuts";
import { SignedOutDialog } from "./SignedOutDialog";
import { UndoTheirsDialog } from "./UndoTheirsDialog";

const CLASSES = { row: "fb-actions", button: "fb-button", primary: "fb-primary" };

export function Dialogs() {
  const editor = useEditor();
  const save = useEditorState((state) => state.save);
  const dialog = useEditorState((state) => state.dialog);
  if (save.kind === "conflict") return <ConflictDialog key={save.current.revision} current={save.current} />;
  if (save.kind === "signedOut") {
    return (
      <SignedOutDialog signInUrl={editor.place.signInUrl} onRetry={() => editor.saver.retry()} classes={CLASSES} />
    );
  }
  switch (dialog?.kind) {
    case "remove":
      return <RemoveDialog {...dialog} />;
    case "kept":
      return <KeptDialog kept={dialog.kept} />;
    case "undoTheirs":
      return <UndoTheirsDialog joined={dialog.joined} />;
    case "discard":
      return <DiscardDialog />;
    case "review":
      return <ReviewDialog />;
    case "shortcuts":
      return <Shortcuts onClose={() => editor.store.set({ dialog: null })} />;
    default:
      return null;
  }
}
