// One block in the list: its line, what can be done with it, and its form while it is opened.

import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { Fields } from "../../flow/forms/Fields";
import type { Json } from "../../inputs/input";
import { inlined } from "../../inputs/schema";
import type { FieldIssue } from "../../inputs/issues";
import { useEditor, useEditorState } from "../context";
import { columnsOf, indexOf, spelled, type Block, type Path } from "../model/blocks";
import { summaryOf } from "../model/summary";
import { issuesIn } from "../state";
import { BlockList } from "./BlockList";

const COPY = (
  <svg viewBox="0 0 24 24" className="te-sign">
    <path d="M8 8h12v12H8zM16 8V4H4v12h4" />
  </svg>
);

interface Props {
  readonly path: Path;
  readonly block: Block;
  readonly last: boolean;
}

export function BlockItem({ path, block, last }: Props) {
  const editor = useEditor();
  const key = spelled(path);
  const open = useEditorState((state) => state.selected !== null && isWithin(spelled(state.selected), key));
  const chosen = useEditorState((state) => state.selected !== null && spelled(state.selected) === key);
  const all = useEditorState((state) => state.issues);
  const locale = useEditorState((state) => state.locale);
  const closed = useEditorState((state) => state.save.kind === "closed");
  const kind = editor.blocks.blocks.find((each) => each.type === block.type);
  const schema = useMemo(() => ownFields(kind?.schema ?? {}), [kind]);
  const own = useMemo(() => below(issuesIn(all, locale), key), [all, locale, key]);
  const opener = useRef<HTMLButtonElement>(null);
  const focused = useEditorState((state) => state.focus === key);
  useEffect(() => {
    if (!focused) return;
    opener.current?.focus();
    editor.store.set({ focus: null });
  }, [editor, focused]);
  const label = kind?.label ?? block.type;
  const summary = summaryOf(block);
  const place = indexOf(path) + 1;
  const act = (name: string, sign: ReactNode, disabled: boolean, run: () => void) => (
    <button type="button" className="te-icon" aria-label={`${name}: ${label} ${place}`} title={name} disabled={disabled || closed} onClick={run}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <li className="te-block" data-open={open || undefined} data-block={key}>
      <div
        className="te-line"
        onKeyDown={(event) => {
          if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
          event.preventDefault();
          editor.move(path, event.key === "ArrowUp" ? -1 : 1);
        }}
      >
        <button ref={opener} type="button" className="te-name" aria-expanded={open} onClick={() => editor.select(chosen ? null : path)}>
          <b>{label}</b>
          {summary !== "" && <span className="te-quiet"> {summary}</span>}
          {own.length > 0 && <span className="te-mark">{own.some((issue) => issue.severity === "error") ? "Wrong" : "Unfinished"}</span>}
        </button>
        <span className="te-tools">
          {act("Move up", "↑", place === 1, () => editor.move(path, -1))}
          {act("Move down", "↓", last, () => editor.move(path, 1))}
          {act("Duplicate", COPY, false, () => editor.duplicate(path))}
          {act("Delete", "×", false, () => editor.remove(path))}
        </span>
      </div>
      {open && (
        <div className="te-open">
          <form className="cf" aria-label={`Settings of ${label} ${place}`} onSubmit={(event) => event.preventDefault()}>
            <Fields schema={schema} value={block} onChange={(next) => editor.configure(path, next)} issues={own} disabled={closed} />
          </form>
          {path.length === 1 && block.type === "columns" && columnsOf(block).map((_, column) => <BlockList key={column} spot={[path[0], column]} />)}
        </div>
      )}
    </li>
  );
}

/** What the form shows: all but the kind, and the columns, whose blocks have forms of their own. */
function ownFields(schema: Json): Json {
  const { properties, ...rest } = inlined(schema);
  const shown = Object.entries(typeof properties === "object" && properties !== null ? properties : {}).filter(
    ([name]) => name !== "type" && name !== "columns",
  );
  return { ...rest, properties: Object.fromEntries(shown) };
}

function isWithin(selected: string, key: string): boolean {
  return selected === key || selected.startsWith(`${key}.`);
}

/** The issues of the block itself, with paths relative to it; those of blocks in its columns are theirs. */
function below(issues: readonly FieldIssue[], key: string): FieldIssue[] {
  return issues
    .filter((issue) => issue.path === key || (issue.path.startsWith(`${key}.`) && !issue.path.slice(key.length).includes(".blocks[")))
    .map((issue) => ({ ...issue, path: issue.path.slice(key.length + 1) }));
}
