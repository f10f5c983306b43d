// The menu of the kinds of blocks, opened by a button.

import { useId, useRef, useState } from "react";
import { useEditor, useEditorState } from "../context";

export function AddBlock({ inColumn, label, onAdd }: { readonly inColumn: boolean; readonly label: string; readonly onAdd: (type: string) => void }) {
  const editor = useEditor();
  const closed = useEditorState((state) => state.save.kind === "closed");
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div
      className="te-add"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button ref={opener} type="button" className="te-button" aria-expanded={open} aria-controls={id} disabled={closed} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">+</span> {label}
      </button>
      {open && (
        <div id={id} className="te-kinds" role="group" aria-label="Kinds of blocks">
          {editor.blocks.blocks
            .filter((kind) => !inColumn || kind.inColumns)
            .map((kind) => (
              <button
                key={kind.type}
                type="button"
                className="te-kind"
                title={kind.description}
                onClick={() => {
                  setOpen(false);
                  onAdd(kind.type);
                }}
              >
                {kind.label}
              </button>
            ))}
        </div>
      )}
    </div>
  );
}
