// What of other versions is shown: which one, or what differs between two, each change leading to its step.

import { useMemo } from "react";
import { focusOn } from "../actions/looking";
import { showDraft } from "../actions/versions";
import { useEditor, useEditorState } from "../context";
import { Changes } from "../dialogs/Changes";
import { compareFlows, isUnchanged } from "../merge/compare";
import type { Shown as ShownState } from "../state";

export function Shown() {
  const editor = useEditor();
  const shown = useEditorState((state) => state.shown);
  if (shown === null) return null;
  return (
    <div className="fb-shown" role="region" aria-label="What is shown">
      {shown.kind === "version" ? <p>You see version {shown.version.number}, as it was published.</p> : <Compared shown={shown} />}
      <button type="button" className="fb-button fb-small" onClick={() => showDraft(editor)}>
        Back to the flow
      </button>
    </div>
  );
}

function Compared({ shown }: { readonly shown: Extract<ShownState, { kind: "comparison" }> }) {
  const editor = useEditor();
  const names = useEditorState((state) => state.draft.names);
  const changes = useMemo(() => compareFlows(shown.from.workflow, shown.to.workflow), [shown]);
  const { added, removed, changed } = changes;
  return (
    <>
      <p>
        From {shown.from.words} to {shown.to.words}: {added.length} added, {removed.length} removed, {changed.length} changed.
      </p>
      {isUnchanged(changes) ? (
        <p className="fb-quiet">Nothing differs.</p>
      ) : (
        <Changes changes={changes} names={names} onStep={(id) => focusOn(editor, id)} />
      )}
    </>
  );
}
