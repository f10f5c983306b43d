// Asks before an undo that goes back behind what somebody else saved: it would take theirs back, too.

import { flushSync } from "react-dom";
import { useEditor } from "../context";
import { compareFlows } from "../merge/compare";
import { Modal } from "../Modal";
import type { Joined } from "../state";
import { Changes } from "./Changes";

export function UndoTheirsDialog({ joined }: { readonly joined: Joined }) {
  const editor = useEditor();
  const close = (): void => editor.store.set({ dialog: null });
  return (
    <Modal title="This would undo somebody else’s changes" onClose={close}>
      <p>One step further back, the flow is what it was before {joined.who} saved. For everybody, this would be taken back, too:</p>
      <Changes changes={compareFlows(joined.base, joined.theirs)} names={editor.state.draft.names} />
      <div className="fb-actions">
        <button
          type="button"
          className="fb-button fb-danger"
          onClick={() => {
            flushSync(close);
            editor.undo(true);
          }}
        >
          Undo all the same
        </button>
        <button type="button" className="fb-button" data-first onClick={close}>
          Leave it
        </button>
      </div>
    </Modal>
  );
}
