// The right side: a step's form, the list of issues, versions, or a test with a contact. Over everything on a phone.

import { useEffect, useRef } from "react";
import { close } from "../actions/looking";
import { useEditor, useEditorState } from "../context";
import { Issues } from "./Issues";
import { StepPanel } from "./StepPanel";

const TITLES = { step: "Step", issues: "Issues", versions: "Versions", test: "Test with a contact" } as const;

export function Aside() {
  const editor = useEditor();
  const aside = useEditorState((state) => state.aside);
  const place = useRef<HTMLElement>(null);
  const kind = aside?.kind;
  useEffect(() => {
    // What was opened by hand gets the focus; a step's form leaves it to its first field.
    if (kind !== undefined) place.current?.focus();
  }, [kind]);
  if (aside === null) return null;
  return (
    <aside ref={place} className="fb-aside" aria-label={TITLES[aside.kind]} tabIndex={-1}>
      <header className="fb-aside-title">
        <h2>{TITLES[aside.kind]}</h2>
        <button type="button" className="fb-close" aria-label="Close" onClick={() => close(editor)}>
          ×
        </button>
      </header>
      <div className="fb-aside-body">
        {aside.kind === "step" && <StepPanel key={aside.id} id={aside.id} />}
        {aside.kind === "issues" && <Issues />}
      </div>
    </aside>
  );
}
