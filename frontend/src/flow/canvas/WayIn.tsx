// The way into a large flow by Tab: while the step that Tab would reach is not drawn, this stands for it and leads there.

import { useEditor, useEditorState } from "../builder/context";
import { focusOn } from "../builder/actions/looking";
import { tabStop } from "../builder/shown";
import type { Drawing } from "./drawing";
import { useIsAway } from "./useView";

export function WayIn({ drawing }: { readonly drawing: Drawing }) {
  const editor = useEditor();
  const id = useEditorState(tabStop);
  const card = drawing.cards.find((node) => node.id === id);
  const away = useIsAway(card);
  if (!away || card === undefined) return null;
  const go = (): void => focusOn(editor, card.id);
  return (
    <button type="button" className="fb-unseen" onFocus={go} onClick={go}>
      Go to “{card.data.title}”
    </button>
  );
}
