// What stops a launch, or is worth a look before it; each leads to its step where it has one.

import type { ReviewItem } from "../../../api/types";
import { nodeOf, titleIn } from "../actions/steps";
import { useEditor } from "../context";
import { readable } from "../problems";

interface Props {
  readonly title: string;
  readonly items: readonly ReviewItem[];
  readonly severity: "error" | "warning";
  readonly onJump: (nodeId: string) => void;
}

export function ReviewItems({ title, items, severity, onJump }: Props) {
  const editor = useEditor();
  if (items.length === 0) return null;
  const titleOf = (id: string): string | undefined => (nodeOf(editor, id) === undefined ? undefined : titleIn(editor, id));
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="fb-issues">
        {items.map(({ code, message, nodeId }, index) => (
          <li key={`${code} ${index}`} data-severity={severity}>
            {nodeId === null ? (
              readable(message, titleOf)
            ) : (
              <button type="button" className="fb-link" onClick={() => onJump(nodeId)}>
                <b>{titleOf(nodeId) ?? nodeId}</b> {readable(message, titleOf)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
