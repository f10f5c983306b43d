// The open step: what can be done with it, and its form.

import { useMemo } from "react";
import { lookupsOver } from "../../../api/lookups";
import { NodeForm, schemaOf } from "../../forms";
import { isTrigger } from "../../model/kinds";
import { typeOf } from "../../nodes";
import { askMove, askRemove, change, copy, duplicate } from "../actions/steps";
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
      <StepTools id={id} />
    </>
  );
}

function StepTools({ id }: { readonly id: string }) {
  const editor = useEditor();
  const editable = useEditorState(() => editor.isEditable);
  const node = useEditorState((state) => state.history.present.nodes.find((candidate) => candidate.id === id));
  if (node === undefined) return null;
  const tool = (words: string, act: () => void, danger = false) => (
    <button type="button" className={`fb-button fb-small${danger ? " fb-danger" : ""}`} onClick={act}>
      {words}
    </button>
  );
  return (
    <div className="fb-actions fb-step-tools" role="group" aria-label="This step">
      {editable && !isTrigger(node) && tool("Move…", () => askMove(editor, id))}
      {editable && tool("Duplicate", () => duplicate(editor, id))}
      {tool("Copy", () => copy(editor, id, "step"))}
      {tool("Copy with branch", () => copy(editor, id, "branch"))}
      {editable && tool("Remove", () => askRemove(editor, id), true)}
    </div>
  );
}
