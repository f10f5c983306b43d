// Gives the focus to a step's button when the editor asks for it, once for each time it asks.

import { useEffect, useRef, type RefObject } from "react";
import { useEditor, useEditorState } from "../builder/context";

export function useStepFocus(id: string): RefObject<HTMLButtonElement | null> {
  const editor = useEditor();
  const button = useRef<HTMLButtonElement>(null);
  const asked = useEditorState((state) => (state.selected === id ? state.focus : 0));
  useEffect(() => {
    if (asked > 0 && editor.takesFocus()) button.current?.focus({ preventScroll: true });
  }, [asked, editor]);
  return button;
}
