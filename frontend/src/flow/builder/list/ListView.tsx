// The flow as a list to be read from top to bottom: the same steps, the same actions, no canvas. Phones get it first.

import { useMemo } from "react";
import { Icon } from "../../canvas/Icon";
import { titleOf } from "../../canvas/drawing";
import { CardLines } from "../../canvas/CardLines";
import { EmptyFlow } from "../../canvas/EmptyFlow";
import { useStepFocus } from "../../canvas/useStepFocus";
import { outline, outlineWords, type OutlineItem } from "../../model/outline";
import type { FlowNode } from "../../model/document";
import { portsOf, typeOf } from "../../nodes";
import { openStep, select } from "../actions/looking";
import { choosePlace } from "../actions/steps";
import { useEditor, useEditorState } from "../context";
import { markOf } from "../marks";
import { drawnDocument } from "../shown";

const DEEPEST = 8;

export function ListView() {
  const document = useEditorState(drawnDocument);
  const names = useEditorState((state) => state.draft.names);
  const moving = useEditorState((state) => state.moving !== null);
  const items = useMemo(() => outline(document, portsOf), [document]);
  const byId = useMemo(() => new Map(document.nodes.map((node) => [node.id, node])), [document]);
  if (items.length === 0) return <EmptyFlow />;
  const title = (id: string): string => {
    const node = byId.get(id);
    return node === undefined ? id : titleOf(node, names);
  };
  return (
    <div className="fb-list" data-carrying={moving || undefined} role="region" aria-label="Flow as a list" tabIndex={0}>
      <ol>
        {items.map((item) => (
          <li key={item.key} data-kind={item.kind} style={{ marginInlineStart: `${Math.min(item.depth, DEEPEST) * 0.9}rem` }}>
            <ListItem item={item} node={item.kind === "step" ? byId.get(item.id) : undefined} words={outlineWords(item, title)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface ItemProps {
  readonly item: OutlineItem;
  readonly node: FlowNode | undefined;
  readonly words: string;
}

function ListItem({ item, node, words }: ItemProps) {
  const editor = useEditor();
  const editable = useEditorState(() => editor.isEditable);
  const { place } = item;
  return (
    <div className="fb-line">
      {node === undefined ? <span className="fb-line-words">{words}</span> : <StepLine node={node} words={words} />}
      {editable && place !== null && (
        <button
          type="button"
          className="fb-line-plus"
          aria-haspopup="dialog"
          aria-label={item.kind === "step" ? `Add a step after “${words}”` : `Add a step: ${words}`}
          onClick={() => choosePlace(editor, place)}
        >
          +
        </button>
      )}
    </div>
  );
}

function StepLine({ node, words }: { readonly node: FlowNode; readonly words: string }) {
  const editor = useEditor();
  const type = typeOf(node);
  const selected = useEditorState((state) => state.selected === node.id);
  const errors = useEditorState((state) => state.problems.get(node.id)?.errors ?? 0);
  const warnings = useEditorState((state) => state.problems.get(node.id)?.warnings ?? 0);
  const mark = useEditorState((state) => markOf(state, node.id));
  const carried = useEditorState((state) => state.moving === node.id);
  const button = useStepFocus(node.id);
  return (
    <button
      ref={button}
      type="button"
      className="fb-line-step"
      data-tone={type.tone}
      data-step={node.id}
      data-mark={mark?.kind}
      aria-current={selected || undefined}
      data-carried={carried || undefined}
      onClick={() => openStep(editor, node.id)}
      onFocus={() => select(editor, node.id)}
    >
      <Icon paths={type.icon} className="fb-card-icon" />
      <span className="fb-card-text">
        <span className="fb-line-title">{words}</span>
        <CardLines node={node} summary={words} withLive />
      </span>
      {mark !== null && <span className="fb-line-mark">{mark.kind === "visited" ? `Step ${mark.words}` : mark.words}</span>}
      {errors + warnings > 0 && (
        <span className="fb-line-mark" data-severity={errors > 0 ? "error" : "warning"}>
          {errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : `${warnings} ${warnings === 1 ? "warning" : "warnings"}`}
        </span>
      )}
    </button>
  );
}
