// The buttons of a condition or a group: move, duplicate, group, remove.

import type { ReactNode } from "react";
import { useRule } from "./edit";
import { depthOf, duplicated, grouped, isGroup, moved, nodeAt, removed, ungrouped, type Path } from "./tree";

export function Tools({ path, called }: { path: Path; called: string }): ReactNode {
  const { rule, language, disabled, change, hasRoom } = useRule();
  const place = path.at(-1) ?? 0;
  const parent = path.slice(0, -1);
  const around = nodeAt(rule, parent);
  const node = nodeAt(rule, path);
  const count = isGroup(around) ? around.rules.length : 0;
  const to = (by: number): Path => [...parent, place + by];
  const group = isGroup(node);
  const tooDeep = node !== undefined && path.length + depthOf(node) + 1 > language.maxDepth;
  return (
    <div className="rb-tools" role="group" aria-label={`Change ${called}`}>
      <Tool label={`Move ${called} up`} icon="M12 19V5M6 11l6-6 6 6" disabled={disabled || place === 0} onClick={() => change(moved(rule, path, -1), to(-1))} />
      <Tool label={`Move ${called} down`} icon="M12 5v14M6 13l6 6 6-6" disabled={disabled || place >= count - 1} onClick={() => change(moved(rule, path, 1), to(1))} />
      <Tool label={`Duplicate ${called}`} icon="M9 9h11v11H9zM5 15H4V4h11v1" disabled={disabled || !hasRoom} onClick={() => change(duplicated(rule, path), to(1))} />
      {group && node.not !== true ? (
        <Tool label={`Dissolve ${called}`} icon="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4" disabled={disabled} onClick={() => change(ungrouped(rule, path), parent)} />
      ) : (
        !group && <Tool label={`Put ${called} into a group`} icon="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 12h6M12 9v6" disabled={disabled || tooDeep} onClick={() => change(grouped(rule, path), path)} />
      )}
      <Tool label={`Remove ${called}`} icon="M5 7h14M10 11v6M14 11v6M7 7l1 13h8l1-13M10 7V4h4v3" disabled={disabled} onClick={() => change(removed(rule, path), parent)} />
    </div>
  );
}

function Tool({ label, icon, disabled, onClick }: { label: string; icon: string; disabled: boolean; onClick: () => void }): ReactNode {
  return (
    <button type="button" className="cf-icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={icon} />
      </svg>
    </button>
  );
}
