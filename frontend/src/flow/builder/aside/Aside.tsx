// The right side: a step's form, the list of issues, versions, or a test with a contact. Over everything on a phone.

import { useEffect, useRef } from "react";
import { close } from "../actions/looking";
import { useEditor, useEditorState } from "../context";
import { Issues } from "./Issues";
import { StepPanel } from "./StepPanel";
import { TestContact } from "./TestContact";
import { Versions } from "./Versions";

const TITLES = { step: "Step", issues: "Issues", versions: "Versions", test: "Test with a contact" } as const;

export function Aside() {
  const editor = useEditor();
  const aside = useEditorState((state) => state.aside);
  const place = useRef<HTMLElement>(null);
  const asked = useEditorState((state) => state.asked);
  useEffect(() => {
    if (asked > 0) place.current?.focus();
  }, [asked]);
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
        {aside.kind === "versions" && <Versions />}
        {aside.kind === "test" && <TestContact />}
      </div>
    </aside>
  );
}
