// Somebody else saved first: what they changed, and whose flow it shall be, or both merged.

import { useMemo, useState } from "react";
import type { Draft } from "../../../api/types";
import { titleOf } from "../../canvas/drawing";
import { useEditor } from "../context";
import { compareFlows, isUnchanged } from "../merge/compare";
import { mergeFlows, type MergeConflict, type Side } from "../merge/merge";
import { Modal } from "../Modal";
import { Changes, fieldWords } from "./Changes";

export function ConflictDialog({ current }: { readonly current: Draft }) {
  const editor = useEditor();
  const [base] = useState(() => editor.state.draft.workflow);
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const changes = useMemo(() => compareFlows(base, current.workflow), [base, current]);
  const merged = useMemo(() => mergeFlows(base, editor.document, current.workflow, choices), [base, choices, current, editor]);
  const take = (workflow: Draft["workflow"] | null, words: string): void => {
    editor.join(current, workflow);
    editor.say(words, true);
  };
  return (
    <Modal title="Somebody else changed this flow">
      <p>
        {current.updatedBy ?? "Somebody"} saved while you were editing. Nothing of yours is lost; choose how to go on. <b>Keep mine</b> drops what they did, <b>Take theirs</b> what you did; undo brings yours back.
      </p>
      <h3>What they did</h3>
      {isUnchanged(changes) ? <p className="fb-quiet">Nothing that matters.</p> : <Changes changes={changes} names={current.names} />}
      {merged.conflicts.length > 0 && (
        <>
          <h3>Changed by both of you</h3>
          {merged.conflicts.map((conflict) => (
            <ConflictChoice
              key={conflict.key}
              conflict={conflict}
              title={titleOf(conflict.node, current.names)}
              side={choices[conflict.key] ?? "mine"}
              onChoose={(side) => setChoices({ ...choices, [conflict.key]: side })}
            />
          ))}
        </>
      )}
      <div className="fb-actions">
        <button type="button" className="fb-button fb-primary" data-first onClick={() => take(merged.document, "Both flows were merged.")}>
          Merge
        </button>
        <button type="button" className="fb-button" onClick={() => take(editor.document, "Yours was kept.")}>
          Keep mine
        </button>
        <button type="button" className="fb-button" onClick={() => take(null, "Theirs was taken.")}>
          Take theirs
        </button>
      </div>
    </Modal>
  );
}

interface ChoiceProps {
  readonly conflict: MergeConflict;
  readonly title: string;
  readonly side: Side;
  readonly onChoose: (side: Side) => void;
}

function ConflictChoice({ conflict, title, side, onChoose }: ChoiceProps) {
  const words = {
    value: `“${title}”: ${fieldWords(conflict.node.type, conflict.field)}`,
    removal: `“${title}” was removed by one of you and changed by the other`,
    way: `Where “${title}” leads by ${conflict.field}`,
  }[conflict.kind];
  return (
    <fieldset className="fb-conflict">
      <legend>{words}</legend>
      {(["mine", "theirs"] as const).map((option) => (
        <label key={option} className="fb-choice">
          <input type="radio" name={conflict.key} checked={side === option} onChange={() => onChoose(option)} />
          <span>
            {option === "mine" ? "Mine" : "Theirs"} <span className="fb-quiet">{valueWords(conflict, conflict[option])}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function valueWords(conflict: MergeConflict, value: unknown): string {
  if (value === null) return conflict.kind === "removal" ? "removed" : "nothing";
  if (conflict.kind === "removal") return "changed";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
