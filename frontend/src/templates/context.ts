// The editor for the components below it.

import { createContext, useContext } from "react";
import { useStore } from "../flow/builder/store";
import type { State, TemplateEditor } from "./state";

const Context = createContext<TemplateEditor | null>(null);

export const EditorProvider = Context.Provider;

export function useEditor(): TemplateEditor {
  const editor = useContext(Context);
  if (editor === null) throw new Error("Outside of the template editor");
  return editor;
}

/** A part of the editor's state; drawn again when it is another one. */
export function useEditorState<P>(pick: (state: State) => P): P {
  return useStore(useEditor().store, pick);
}
