// What goes on around the builder: leaving the page, losing and finding the network, other tabs' clipboards.

import { useEffect } from "react";
import { followClipboard } from "./clipboard";
import type { Editor } from "./editor";
import { isAtRisk } from "./saving/state";

export function useGuards(editor: Editor): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent): void => {
      if (isAtRisk(editor.state.save)) event.preventDefault();
    };
    const online = (): void => editor.saver.retry();
    window.addEventListener("beforeunload", leaving);
    window.addEventListener("online", online);
    const stop = followClipboard((clipboard) => editor.store.set({ clipboard }));
    return () => {
      window.removeEventListener("beforeunload", leaving);
      window.removeEventListener("online", online);
      stop();
    };
  }, [editor]);
}
