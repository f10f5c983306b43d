// The open step: what can be done with it, and its form.

import { useMemo } from "react";
import { lookupsOver } from "../../../api/lookups";
import { NodeForm, schemaOf } from "../../forms";
import { typeOf } from "../../nodes";
import { askRemove, change, copy, duplicate } from "../actions/steps";
import { useEditor, useEditorState } from "../context";
import { drawnDocument } from "../shown";
import { StepNumbers } from "./StepNumbers";

export function StepPanel({ id }: { readonly id: string }) {
  const editor = useEditor();
  const workflow = useEditorState(drawnDocument);
  const names = useEditorState((state) => state.draft.names);
  const issues = useEditorState((state) => state.issues);
  const editable = useEditorState(() => editor.isEditable);
  const api = useMemo(() => lookupsOver(editor.place.ask), [editor]);
  const context = useMemo(
    () => ({ api, campaignId: editor.place.campaign, workflow, names, pages: editor.place.pages, timezone: editor.place.timezone }),
    [api, editor, workflow, names],
  );
  const node = workflow.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return <p className="fb-quiet">This step is no longer there.</p>;
  return (
    <>
      <StepNumbers id={id} />
      <NodeForm
        node={node}
        type={typeOf(node)}
        schema={schemaOf(node.type)}
        names={names}
        issues={issues}
        disabled={!editable}
        onChange={(config) => change(editor, id, { config }, "config")}
        onRename={(name) => change(editor, id, { name }, "name")}
        context={context}
      />
      {editable && <StepTools id={id} />}
    </>
  );
}

function StepTools({ id }: { readonly id: string }) {
  const editor = useEditor();
  return (
    <div className="fb-actions fb-step-tools" role="group" aria-label="This step">
      <button type="button" className="fb-button fb-small" onClick={() => duplicate(editor, id)}>
        Duplicate
      </button>
      <button type="button" className="fb-button fb-small" onClick={() => copy(editor, id, "step")}>
        Copy
      </button>
      <button type="button" className="fb-button fb-small" onClick={() => copy(editor, id, "branch")}>
        Copy with branch
      </button>
      <button type="button" className="fb-button fb-small fb-danger" onClick={() => askRemove(editor, id)}>
        Remove
      </button>
    </div>
  );
}
