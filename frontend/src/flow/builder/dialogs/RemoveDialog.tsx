// Asks what becomes of the branches of a step that is to be removed.

import { useState } from "react";
import { flushSync } from "react-dom";
import { remove, titleIn } from "../actions/steps";
import { useEditor } from "../context";
import { Modal } from "../Modal";
import type { Dialog } from "../state";

type Props = Extract<Dialog, { kind: "remove" }>;

export function RemoveDialog({ id, removal }: Props) {
  const editor = useEditor();
  const [keep, setKeep] = useState<string | null>(removal.branches[0]?.port ?? null);
  const close = (): void => editor.store.set({ dialog: null });
  const steps = (count: number): string => (count === 0 ? "nothing else goes" : count === 1 ? "one more step goes" : `${count} more steps go`);
  const choices = [
    ...removal.branches.map(({ port, label, goes }) => ({ port, words: `Keep the way ${label || port}`, goes })),
    { port: null, words: "Keep no branch", goes: removal.goes },
  ];
  return (
    <Modal title={`Remove “${titleIn(editor, id)}”`} onClose={close}>
      <form
        className="fb-form"
        onSubmit={(event) => {
          event.preventDefault();
          flushSync(close);
          remove(editor, id, keep);
        }}
      >
        <fieldset>
          <legend>Several ways leave this step. What stays?</legend>
          {choices.map(({ port, words, goes }) => (
            <label key={port ?? ""} className="fb-choice">
              <input type="radio" name="keep" checked={keep === port} onChange={() => setKeep(port)} data-first={keep === port || undefined} />
              <span>
                {words} <span className="fb-quiet">{steps(goes)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="fb-actions">
          <button type="submit" className="fb-button fb-danger">
            Remove
          </button>
          <button type="button" className="fb-button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Modal>
  );
}
