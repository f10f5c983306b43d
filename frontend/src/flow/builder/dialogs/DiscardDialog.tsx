// Asks before the draft is thrown away: the flow is then the live version's again.

import { useState } from "react";
import { flushSync } from "react-dom";
import { discardDraft } from "../actions/versions";
import { useEditor, useEditorState } from "../context";
import { Modal } from "../Modal";

export function DiscardDialog() {
  const editor = useEditor();
  const live = useEditorState((state) => state.draft.liveVersion);
  const [failure, setFailure] = useState("");
  const close = (): void => editor.store.set({ dialog: null });
  const discard = async (): Promise<void> => {
    const refused = await discardDraft(editor);
    if (refused === null) flushSync(close);
    else setFailure(refused);
  };
  return (
    <Modal title="Throw the draft away" onClose={close}>
      <p>The flow is then version {live} again, which is live. Everybody’s changes since are gone from the draft; in this tab you can still undo.</p>
      {failure !== "" && <p role="alert" className="fb-failure">{failure}</p>}
      <div className="fb-actions">
        <button type="button" className="fb-button fb-danger" onClick={() => void discard()}>
          Throw it away
        </button>
        <button type="button" className="fb-button" data-first onClick={close}>
          Keep it
        </button>
      </div>
    </Modal>
  );
}
