// The palette: a searchable list of what may be put at a place, grouped, by mouse or keyboard (combobox and listbox).

import { useEffect, useId, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Icon } from "../canvas/Icon";
import { legalTypes, type Place } from "../model/edit";
import { insert, pasteAt } from "./actions/steps";
import { CATALOGUE, found, GROUPS, type CatalogueEntry } from "./catalogue";
import { useEditor, useEditorState } from "./context";
import { Modal } from "./Modal";

export function Palette() {
  const editor = useEditor();
  const place = useEditorState((state) => state.palette);
  if (place === null) return null;
  const close = (): void => editor.store.set({ palette: null });
  return (
    <Modal title={place === "trigger" ? "Add a trigger" : "Add a step"} className="fb-palette" onClose={close}>
      <Choices place={place} onChosen={close} />
    </Modal>
  );
}

function Choices({ place, onChosen }: { readonly place: Place | "trigger"; readonly onChosen: () => void }) {
  const editor = useEditor();
  const flow = useEditorState((state) => state.history.present);
  const fragment = useEditorState((state) => state.clipboard);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const entries = useMemo(() => {
    const legal = found(legalTypes(flow, place, CATALOGUE), words);
    return GROUPS.flatMap((group) => legal.filter((entry) => entry.group === group));
  }, [flow, place, words]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, entries]);
  const choose = (entry: CatalogueEntry | undefined): void => {
    if (entry === undefined) return;
    // The palette gives the focus back first; what is put in then takes it.
    flushSync(onChosen);
    insert(editor, place, entry.key);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined && entries.length > 0) {
      event.preventDefault();
      setAt((to + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(entries[at]);
    }
  };
  return (
    <>
      <input
        className="fb-input"
        role="combobox"
        aria-label="Search steps"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries[at] === undefined ? undefined : `${id}-${entries[at].key}`}
        placeholder="Search: mail, wait, condition…"
        data-first
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} ref={list} role="listbox" aria-label="Steps" className="fb-choices">
        {GROUPS.map((group) => (
          <Options key={group} group={group} entries={entries} chosen={entries[at]?.key} id={id} onChoose={choose} />
        ))}
      </div>
      {entries.length === 0 && (
        <p className="fb-quiet" role="status">
          {words === "" ? "Nothing more fits here: the flow is full." : `Nothing here fits “${words}”.`}
        </p>
      )}
      {fragment !== null && (
        <button
          type="button"
          className="fb-button"
          onClick={() => {
            flushSync(onChosen);
            pasteAt(editor, place, fragment);
          }}
        >
          Paste what was copied
        </button>
      )}
    </>
  );
}

interface OptionsProps {
  readonly group: string;
  readonly entries: readonly CatalogueEntry[];
  readonly chosen: string | undefined;
  readonly id: string;
  readonly onChoose: (entry: CatalogueEntry) => void;
}

function Options({ group, entries, chosen, id, onChoose }: OptionsProps) {
  const own = entries.filter((entry) => entry.group === group);
  if (own.length === 0) return null;
  return (
    <div role="group" aria-labelledby={`${id}-${group}`}>
      <p id={`${id}-${group}`} className="fb-group">
        {group}
      </p>
      {own.map((entry) => (
        <div
          key={entry.key}
          id={`${id}-${entry.key}`}
          role="option"
          aria-selected={entry.key === chosen}
          className="fb-option"
          data-tone={entry.type.tone}
          onClick={() => onChoose(entry)}
        >
          <Icon paths={entry.type.icon} className="fb-card-icon" />
          <span>
            <b>{entry.label}</b>
            <span className="fb-quiet">{entry.description}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
