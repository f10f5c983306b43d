// A segmented choice between several ways to fill in an object. What was typed for one way comes back with it.

import { useId, useState, type ReactNode } from "react";
import type { Json } from "../../inputs/input";
import { changed, choiceOf, type Kept } from "./choice";
import type { Choice } from "../../inputs/schema";

export interface OneOfProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly disabled: boolean;
  readonly draw: (choice: Choice) => ReactNode;
}

export function OneOf({ label, choices, value, onChange, disabled, draw }: OneOfProps): ReactNode {
  const name = useId();
  const decided = choiceOf(choices, value);
  const [picked, setPicked] = useState(decided?.key ?? "");
  const [kept, setKept] = useState<Kept>({});
  // The document decides, so that undo and others' changes show; the last way counts while nothing is set, as when a
  // number is emptied to type another one.
  if (decided !== undefined && decided.key !== picked) setPicked(decided.key);
  const current = decided ?? choices.find((choice) => choice.key === picked);
  const choose = (choice: Choice): void => {
    const next = changed(choices, value, current, choice, kept);
    setPicked(choice.key);
    setKept(next.kept);
    onChange(next.value);
  };
  return (
    <>
      <fieldset className="cf-field cf-plain">
        <legend className="cf-label">{label}</legend>
        <div className="cf-segments">
          {choices.map((choice) => (
            <label key={choice.key} className="cf-segment">
              <input type="radio" name={name} checked={choice.key === current?.key} disabled={disabled} onChange={() => choose(choice)} />
              <span>{choice.label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {current !== undefined && draw(current)}
    </>
  );
}
