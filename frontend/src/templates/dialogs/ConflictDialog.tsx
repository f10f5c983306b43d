// What keeps changes from being saved and needs a person: somebody else was first.

import { useState } from "react";
import { Modal } from "../../flow/builder/Modal";
import { useEditor } from "../context";
import { failureOf } from "../state";

export function ConflictDialog() {
  const editor = useEditor();
  const [failure, setFailure] = useState("");
  const settle = (keep: "mine" | "theirs"): void => {
    editor.settle(keep).catch((error: unknown) => setFailure(failureOf(error)));
  };
  return (
    <Modal title="Somebody else changed this template">
      <p>It was saved from another place since you opened it. Nothing of yours is lost: choose what to go on with.</p>
      {failure !== "" && <p role="alert">{failure}</p>}
      <div className="te-row">
        <button type="button" className="te-button te-primary" data-first onClick={() => settle("theirs")}>
          Go on with theirs
        </button>
        <button type="button" className="te-button" onClick={() => settle("mine")}>
          Keep mine, replacing theirs
        </button>
      </div>
      <p className="te-quiet">With theirs, Undo brings yours back.</p>
    </Modal>
  );
}
