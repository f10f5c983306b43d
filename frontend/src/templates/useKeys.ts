// The editor's keys, and the warning before unsaved changes are left.

import { useEffect } from "react";
import type { TemplateEditor } from "./state";

export function useKeys(editor: TemplateEditor): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      // A field of text undoes its own typing first.
      if (event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable=true]") && key !== "s") return;
      if (key === "s") void editor.saver.flush();
      else if (key === "z" && event.shiftKey) editor.redo();
      else if (key === "y") editor.redo();
      else if (key === "z") editor.undo();
      else return;
      event.preventDefault();
    };
    const leaving = (event: BeforeUnloadEvent): void => {
      const { kind } = editor.state.save;
      if (kind !== "saved" && kind !== "closed") event.preventDefault();
    };
    const back = (): void => editor.saver.retry();
    window.addEventListener("keydown", pressed);
    window.addEventListener("beforeunload", leaving);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("keydown", pressed);
      window.removeEventListener("beforeunload", leaving);
      window.removeEventListener("online", back);
    };
  }, [editor]);
}
