// Why nothing can be changed here, where that is so, and what to do about it.

import { useRef } from "react";
import type { Draft } from "../../api/types";
import { useEditor, useEditorState } from "./context";
import type { SaveState } from "./saving/state";

export function Notice() {
  const save = useEditorState((state) => state.save);
  const draft = useEditorState((state) => state.draft);
  if (save.kind === "closed") {
    return (
      <div className="fb-notice" role="alert">
        <span>
          {save.message} {CLOSED[save.why]}
        </span>
        {save.why === "finished" && <CopyButton />}
      </div>
    );
  }
  if (draft.permissions.edit) return null;
  return (
    <div className="fb-notice">
      <span>{readOnlyWords(draft.status)}</span>
      {isOver(draft.status) && <CopyButton />}
    </div>
  );
}

function isOver(status: Draft["status"]): boolean {
  return status === "ARCHIVED" || status === "COMPLETED";
}

/** Makes a draft with the same flow and settings, and leads to it. */
function CopyButton() {
  const { copyUrl, formToken } = useEditor().place;
  const token = useRef<HTMLInputElement>(null);
  if (copyUrl === "") return null;
  return (
    <form
      method="post"
      action={copyUrl}
      className="fb-inline"
      onSubmit={() => {
        // The token of this moment: signing in again, in another tab, gives a new one.
        if (token.current !== null) token.current.value = formToken();
      }}
    >
      <input ref={token} type="hidden" name="csrfmiddlewaretoken" />
      <button type="submit" name="action" value="duplicate" className="fb-button fb-small">
        Duplicate this campaign
      </button>
    </form>
  );
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

const COPY = "To go on, duplicate it; steps that you copy here can also be pasted into another campaign.";

/** For one that became so while it was edited. */
const CLOSED: Readonly<Record<Extract<SaveState, { kind: "closed" }>["why"], string>> = {
  role: "Your last changes are kept in this tab: when an owner or admin has given you the role Editor, reload the page to bring them back.",
  finished: "Your last changes are kept in this tab only. Steps that you copy here can be pasted into another campaign.",
  gone: "Your last changes are kept in this tab only. Steps that you copy here can be pasted into another campaign.",
};
