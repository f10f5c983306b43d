// While a step waits for the "+" where it shall stand: says so, and lets go of it.

import { close } from "./actions/looking";
import { titleIn } from "./actions/steps";
import { useEditor, useEditorState } from "./context";

export function MoveBar() {
  const editor = useEditor();
  const moving = useEditorState((state) => state.moving);
  if (moving === null) return null;
  return (
    <div className="fb-notice fb-move" role="group" aria-label="Moving a step">
      <span>Choose the + where “{titleIn(editor, moving)}” shall stand.</span>
      <button type="button" className="fb-button fb-small" onClick={() => close(editor)}>
        Don’t move it
      </button>
    </div>
  );
}
