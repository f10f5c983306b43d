// What stops a launch, or is worth a look before it; each leads to its step where it has one.

import type { ReviewItem } from "../../../api/types";

interface Props {
  readonly title: string;
  readonly items: readonly ReviewItem[];
  readonly severity: "error" | "warning";
  readonly onJump: (nodeId: string) => void;
}

export function ReviewItems({ title, items, severity, onJump }: Props) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="fb-issues">
        {items.map(({ code, message, nodeId }, index) => (
          <li key={`${code} ${index}`} data-severity={severity}>
            {nodeId === null ? (
              message
            ) : (
              <button type="button" className="fb-link" onClick={() => onJump(nodeId)}>
                {message}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
