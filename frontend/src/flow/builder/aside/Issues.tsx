// Everything that was noticed about the flow, errors apart from warnings; each leads to its step.

import type { Issue } from "../../../api/types";
import { focusOn, openStep } from "../actions/looking";
import { titleIn } from "../actions/steps";
import { useEditor, useEditorState } from "../context";

export function Issues() {
  const issues = useEditorState((state) => state.issues);
  const errors = issues.filter((issue) => issue.severity === "error");
  const warnings = issues.filter((issue) => issue.severity === "warning");
  if (issues.length === 0) return <p className="fb-quiet">Nothing: this flow can be published.</p>;
  return (
    <>
      <IssueList title={`Errors (${errors.length})`} lead="These stop the flow from being published." issues={errors} />
      <IssueList title={`Warnings (${warnings.length})`} lead="Worth a look; they stop nothing." issues={warnings} />
    </>
  );
}

function IssueList({ title, lead, issues }: { readonly title: string; readonly lead: string; readonly issues: readonly Issue[] }) {
  if (issues.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p className="fb-quiet">{lead}</p>
      <ul className="fb-issues">
        {issues.map((issue, index) => (
          <li key={`${issue.path} ${issue.code} ${index}`} data-severity={issue.severity}>
            <IssueLine issue={issue} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function IssueLine({ issue }: { readonly issue: Issue }) {
  const editor = useEditor();
  const { nodeId, message } = issue;
  if (nodeId === null) return <>{message}</>;
  return (
    <button
      type="button"
      className="fb-link"
      onClick={() => {
        focusOn(editor, nodeId);
        openStep(editor, nodeId);
      }}
    >
      <b>{titleIn(editor, nodeId)}</b> {message}
    </button>
  );
}
