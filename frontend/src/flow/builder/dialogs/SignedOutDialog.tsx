// The session has ended: sign in elsewhere, come back, go on. The changes wait in this tab.

import { useEffect } from "react";
import { useEditor } from "../context";
import { Modal } from "../Modal";

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
      <div className="fb-actions">
        <a className="fb-button fb-primary" href={editor.place.signInUrl} target="_blank" rel="noopener" data-first>
          Sign in (new tab)
        </a>
        <button type="button" className="fb-button" onClick={() => editor.saver.retry()}>
          I am signed in: save now
        </button>
      </div>
    </Modal>
  );
}
