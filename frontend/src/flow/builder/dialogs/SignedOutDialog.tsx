// The session has ended: sign in elsewhere, come back, go on. The changes wait in this tab. For every editor.

import { useEffect } from "react";
import { Modal } from "../Modal";

interface Props {
  readonly signInUrl: string;
  readonly onRetry: () => void;
  /** The editor's own names of classes for a row, a button, and the first of them. */
  readonly classes: { readonly row: string; readonly button: string; readonly primary: string };
}

export function SignedOutDialog({ signInUrl, onRetry, classes }: Props) {
  useEffect(() => {
    const back = (): void => {
      if (document.visibilityState === "visible") onRetry();
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, [onRetry]);
  return (
    <Modal title="You are signed out">
      <p>Your changes are kept in this tab. Sign in again in another tab, then come back here and go on.</p>
      <div className={classes.row}>
        <a className={`${classes.button} ${classes.primary}`} href={signInUrl} target="_blank" rel="noopener" data-first>
          Sign in (new tab)
        </a>
        <button type="button" className={classes.button} onClick={onRetry}>
          I am signed in: save now
        </button>
      </div>
    </Modal>
  );
}
