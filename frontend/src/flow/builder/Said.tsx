// What was just done: read out by screen readers, and shown for a while where it can be taken back.

import { useEffect, useState } from "react";
import { useEditor, useEditorState } from "./context";

const SHOWN = 10_000;

export function Said() {
  const editor = useEditor();
  const said = useEditorState((state) => state.said);
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setHidden(said.count), SHOWN);
    return () => clearTimeout(timer);
  }, [said]);
  const offered = said.undo && hidden !== said.count;
  return (
    <div className="fb-said" data-shown={offered || undefined}>
      <p role="status" className={offered ? "" : "fb-unseen"}>
        {said.words}
      </p>
      {offered && (
        <button
          type="button"
          className="fb-link"
          onClick={() => {
            setHidden(said.count);
            editor.undo();
          }}
        >
          Undo
        </button>
      )}
    </div>
  );
}
