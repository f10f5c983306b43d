// Which two versions to compare; the flow that is edited counts as one.

import { useId, useState } from "react";
import type { Version } from "../../../api/types";
import { compareVersions, HERE, type Side } from "../actions/versions";
import { useEditor, useEditorState } from "../context";

export function CompareForm({ versions }: { readonly versions: readonly Version[] }) {
  const editor = useEditor();
  const live = useEditorState((state) => state.draft.liveVersion);
  const numbers = versions.map((version) => version.number);
  const [from, setFrom] = useState<Side>(live ?? numbers[0] ?? HERE);
  const [to, setTo] = useState<Side>(HERE);
  return (
    <form
      className="fb-compare"
      aria-label="Compare versions"
      onSubmit={(event) => {
        event.preventDefault();
        void compareVersions(editor, from, to);
      }}
    >
      <SideChoice words="From" numbers={numbers} value={from} onChoose={setFrom} />
      <SideChoice words="To" numbers={numbers} value={to} onChoose={setTo} />
      <button type="submit" className="fb-button fb-small" disabled={from === to}>
        Compare
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly words: string;
  readonly numbers: readonly number[];
  readonly value: Side;
  readonly onChoose: (side: Side) => void;
}

function SideChoice({ words, numbers, value, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>{words}</label>
      <select
        id={id}
        className="fb-input"
        value={String(value)}
        onChange={(event) => onChoose(event.target.value === HERE ? HERE : Number(event.target.value))}
      >
        <option value={HERE}>The flow here</option>
        {numbers.map((number) => (
          <option key={number} value={String(number)}>
            Version {number}
          </option>
        ))}
      </select>
    </span>
  );
}
