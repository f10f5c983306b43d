// What keeps changes from being saved and needs a person: somebody else was first, or the session has ended.

import { useEffect, useState } from "react";
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

export function SignedOutDialog() {
  const editor = useEditor();
  useEffect(() => {
    const back = (): void => {
      if (document.visibilityState === "visible") editor.saver.retry();
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, [editor]);
  return (
    <Modal title="You are signed out">
      <p>Your changes are kept in this tab. Sign in again in another tab, then come back here and go on.</p>
      <div className="te-row">
        <a className="te-button te-primary" href={editor.place.signInUrl} target="_blank" rel="noopener" data-first>
          Sign in (new tab)
        </a>
        <button type="button" className="te-button" onClick={() => editor.saver.retry()}>
          I am signed in: save now
        </button>
      </div>
    </Modal>
  );
}
