// After a reload: changes that this tab kept because the server had not got them.

import { useMemo } from "react";
import { momentText } from "../../../inputs/zones";
import { useEditor } from "../context";
import { compareFlows } from "../merge/compare";
import { Modal } from "../Modal";
import { broughtBack, type Kept } from "../saving/kept";
import { Changes } from "./Changes";

export function KeptDialog({ kept }: { readonly kept: Kept }) {
  const editor = useEditor();
  const { draft } = editor.state;
  const merged = useMemo(() => broughtBack(kept, draft) ?? draft.workflow, [kept, draft]);
  const changes = useMemo(() => compareFlows(draft.workflow, merged), [draft, merged]);
  const close = (): void => editor.store.set({ dialog: null });
  return (
    <Modal title="Changes that were not saved">
      <p>
        This tab kept changes from {momentText(kept.at, editor.place.timezone)} that the server has not got.
        {kept.revision === draft.revision ? "" : " The flow was saved by somebody since; yours are put on top of it."}
      </p>
      <Changes changes={changes} names={draft.names} />
      <div className="fb-actions">
        <button
          type="button"
          className="fb-button fb-primary"
          data-first
          onClick={() => {
            close();
            editor.rebase(draft, merged);
            editor.say("Your changes are back.", true);
          }}
        >
          Bring them back
        </button>
        <button
          type="button"
          className="fb-button"
          onClick={() => {
            editor.forgetKept();
            close();
          }}
        >
          Forget them
        </button>
      </div>
    </Modal>
  );
}
