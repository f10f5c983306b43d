// What stands between the cards: the "+" wherever a step may be put, the names of ports, and lines of open ports.

import { ViewportPortal } from "@xyflow/react";
import { memo, useState } from "react";
import { useEditor, useEditorState } from "../builder/context";
import { choosePlace, move } from "../builder/actions/steps";
import { useLiveDays } from "../builder/liveDays";
import { peopleHref } from "../builder/links";
import { PLUS } from "../model/arrange";
import { roundedPath } from "../model/path";
import { grouped } from "./CardLines";
import { DRAGGED } from "./StepCard";
import type { Drawing, PlusMark, PortMark, Stub } from "./drawing";
import { useBringIntoSight } from "./useView";

export const Places = memo(function Places({ drawing }: { readonly drawing: Drawing }) {
  const editor = useEditor();
  const editable = useEditorState(() => editor.isEditable);
  return (
    <ViewportPortal>
      {drawing.stubs.map((stub) => (
        <StubLine key={stub.key} stub={stub} />
      ))}
      {drawing.ports.map((port) => (
        <PortLabel key={port.key} mark={port} />
      ))}
      {editable && drawing.pluses.map((mark) => <Plus key={mark.key} mark={mark} />)}
    </ViewportPortal>
  );
});

const Plus = memo(function Plus({ mark }: { readonly mark: PlusMark }) {
  const editor = useEditor();
  const tabbable = useEditorState((state) => state.moving !== null || state.selected === mark.place.source);
  const [over, setOver] = useState(false);
  const bringIntoSight = useBringIntoSight();
  const isOurs = (event: React.DragEvent): boolean => event.dataTransfer.types.includes(DRAGGED);
  return (
    <button
      type="button"
      className="fb-plus nopan"
      style={{ transform: `translate(-50%, -50%) translate(${mark.at.x}px, ${mark.at.y}px)` }}
      tabIndex={tabbable ? 0 : -1}
      aria-label={mark.words}
      aria-haspopup="dialog"
      data-place={mark.key}
      data-over={over || undefined}
      onClick={() => choosePlace(editor, mark.place)}
      onFocus={(event) => {
        if (event.currentTarget.matches(":focus-visible")) bringIntoSight({ x: mark.at.x - PLUS / 2, y: mark.at.y - PLUS / 2, width: PLUS, height: PLUS });
      }}
      onDragEnter={(event) => setOver(isOurs(event))}
      onDragLeave={() => setOver(false)}
      onDragOver={(event) => {
        if (isOurs(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        move(editor, event.dataTransfer.getData(DRAGGED), mark.place);
      }}
    >
      <span aria-hidden="true">+</span>
    </button>
  );
});

const PortLabel = memo(function PortLabel({ mark }: { readonly mark: PortMark }) {
  const editor = useEditor();
  const count = useEditorState((state) => state.live?.counts.nodes[mark.source]?.ports[mark.port]);
  const days = useLiveDays();
  const style = { transform: `translate(-50%, -50%) translate(${mark.at.x}px, ${mark.at.y}px)` };
  if (count === undefined) return <span className="fb-port" style={style}>{mark.label}</span>;
  return (
    <a className="fb-port nopan" style={style} href={peopleHref(editor.place.contactsUrl, mark.source, { port: mark.port, ...days })}>
      {mark.label} <b>{grouped(count)}</b>
    </a>
  );
});

/** Drawn like the ways, but as a thing of its own: it has no step to lead to. */
function StubLine({ stub }: { readonly stub: Stub }) {
  return (
    <svg className="fb-stub" aria-hidden="true">
      <path d={roundedPath(stub.points)} />
    </svg>
  );
}
