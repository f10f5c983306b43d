// One step on the canvas: colour bar, icon, title, how many people, what is wrong with it, and the way to remove it.

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useEditor, useEditorState } from "../builder/context";
import { askRemove } from "../builder/actions/steps";
import { openStep, select } from "../builder/actions/looking";
import { markOf } from "../builder/marks";
import { tabStop } from "../builder/shown";
import { CardLines, LiveLinks } from "./CardLines";
import { NODE_HEIGHT, NODE_WIDTH } from "../model/measures";
import type { CardNode } from "./drawing";
import { Icon } from "./Icon";
import { useStepFocus } from "./useStepFocus";
import { useBringIntoSight } from "./useView";

const CROSS = ["M6 6l12 12", "M18 6 6 18"];
/** What is dragged is a step of a flow: other pages and files don't fit the "+". */
export const DRAGGED = "application/x-campanile-step";

export const StepCard = memo(function StepCard({ id, data, positionAbsoluteX, positionAbsoluteY }: NodeProps<CardNode>) {
  const editor = useEditor();
  const selected = useEditorState((state) => state.selected === id);
  const tabbable = useEditorState((state) => tabStop(state) === id);
  const editable = useEditorState(() => editor.isEditable);
  const carried = useEditorState((state) => state.carried === id || state.moving === id);
  const mark = useEditorState((state) => markOf(state, id));
  const button = useStepFocus(id);
  const bringIntoSight = useBringIntoSight();
  return (
    <div
      className="fb-card nopan"
      data-tone={data.type.tone}
      data-type={data.type.key}
      data-selected={selected || undefined}
      data-carried={carried || undefined}
      data-mark={mark?.kind}
      draggable={editable}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, id);
        event.dataTransfer.effectAllowed = "move";
        editor.store.set({ carried: id });
      }}
      onDragEnd={() => editor.store.set({ carried: null })}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className="fb-card-bar" />
      <button
        ref={button}
        type="button"
        className="fb-card-main"
        tabIndex={tabbable ? 0 : -1}
        aria-current={selected || undefined}
        data-step={id}
        onClick={() => openStep(editor, id)}
        onFocus={(event) => {
          select(editor, id);
          if (event.currentTarget.matches(":focus-visible")) bringIntoSight({ x: positionAbsoluteX, y: positionAbsoluteY, width: NODE_WIDTH, height: NODE_HEIGHT });
        }}
      >
        <Icon paths={data.type.icon} className="fb-card-icon" />
        <span className="fb-card-text">
          <span className="fb-card-title">{data.title}</span>
          <CardLines node={data.node} summary={data.title} />
        </span>
      </button>
      <LiveLinks id={id} title={data.title} />
      {mark !== null && <span className="fb-mark">{mark.words}</span>}
      <IssueBadge id={id} />
      {editable && (
        <button
          type="button"
          className="fb-card-delete"
          tabIndex={selected ? 0 : -1}
          aria-label={`Remove “${data.title}”`}
          title="Remove this step"
          onClick={() => askRemove(editor, id)}
        >
          <Icon paths={CROSS} />
        </button>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});

function IssueBadge({ id }: { readonly id: string }) {
  const errors = useEditorState((state) => state.problems.get(id)?.errors ?? 0);
  const warnings = useEditorState((state) => state.problems.get(id)?.warnings ?? 0);
  if (errors + warnings === 0) return null;
  const words = errors > 0 ? `${errors} ${errors === 1 ? "error" : "errors"}` : `${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return (
    <span className="fb-badge" data-severity={errors > 0 ? "error" : "warning"} role="img" aria-label={words} title={words}>
      {errors > 0 ? errors : "!"}
    </span>
  );
}
