// Why nothing can be changed here, where that is so, and what to do about it.

import type { Draft } from "../../api/types";
import { useEditorState } from "./context";
import type { SaveState } from "./saving/state";

export function Notice() {
  const save = useEditorState((state) => state.save);
  const draft = useEditorState((state) => state.draft);
  if (save.kind === "closed") {
    return (
      <p className="fb-notice" role="alert">
        {save.message} {CLOSED[save.why]}
      </p>
    );
  }
  return draft.permissions.edit ? null : <p className="fb-notice">{readOnlyWords(draft.status)}</p>;
}

/** For a flow that was read-only from the start. */
export function readOnlyWords(status: Draft["status"]): string {
  switch (status) {
    case "ARCHIVED":
      return `This campaign is archived, so its flow stays as it is. ${COPY}`;
    case "COMPLETED":
      return `This campaign has ended, so its flow stays as it was. ${COPY}`;
    default:
      return "You can look at this flow, not change it: that needs the role Editor. Owners and admins of the workspace give it.";
  }
}

const COPY = "To go on, make a new campaign: steps that you copy here can be pasted there.";

/** For one that became so while it was edited. */
const CLOSED: Readonly<Record<Extract<SaveState, { kind: "closed" }>["why"], string>> = {
  role: "Your last changes are kept in this tab: when an owner or admin has given you the role Editor, reload the page to bring them back.",
  finished: "Your last changes are kept in this tab only. Steps that you copy here can be pasted into another campaign.",
  gone: "Your last changes are kept in this tab only. Steps that you copy here can be pasted into another campaign.",
};
