// How components reach the open flow.

import { createContext, useContext } from "react";
import type { Editor } from "./editor";
import type { EditorState } from "./state";
import { useStore } from "./store";

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("Outside of the builder");
  return editor;
}

/** A part of the editor's state; drawn again only when that part changes. Pick, don't build: new objects never rest. */
export function useEditorState<P>(pick: (state: EditorState) => P): P {
  return useStore(useEditor().store, pick);
}
