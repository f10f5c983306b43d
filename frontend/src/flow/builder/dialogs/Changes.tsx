// A list of what differs between two flows, in words.

import type { ReactNode } from "react";
import { entryOf } from "../catalogue";
import type { FlowChanges } from "../merge/compare";
import { titleOf } from "../../canvas/drawing";
import type { Names } from "../../nodes/type";
import type { FlowNode } from "../../model/document";

interface Props {
  readonly changes: FlowChanges;
  readonly names: Names;
  /** Where the steps are there to be looked at: what their titles do. */
  readonly onStep?: (id: string) => void;
}

export function Changes({ changes, names, onStep }: Props) {
  const title = (node: FlowNode): ReactNode => {
    const words = `“${titleOf(node, names)}”`;
    if (onStep === undefined) return words;
    return (
      <button type="button" className="fb-link" onClick={() => onStep(node.id)}>
        {words}
      </button>
    );
  };
  return (
    <ul className="fb-changes">
      {changes.added.map((node) => (
        <li key={`+${node.id}`} data-kind="added">
          Added {title(node)}
        </li>
      ))}
      {changes.removed.map((node) => (
        <li key={`-${node.id}`} data-kind="removed">
          Removed {title(node)}
        </li>
      ))}
      {changes.changed.map(({ node, fields }) => (
        <li key={node.id} data-kind="changed">
          Changed {title(node)}: {fields.map((field) => fieldWords(node.type, field)).join(", ")}
        </li>
      ))}
      {changes.ways > 0 && <li data-kind="changed">{changes.ways === 1 ? "One way leads elsewhere" : `${changes.ways} ways lead elsewhere`}</li>}
    </ul>
  );
}

/** A config key as the form calls it. */
export function fieldWords(type: string, field: string): string {
  const properties = entryOf(type)?.schema["properties"];
  if (typeof properties !== "object" || properties === null) return field;
  const property: unknown = new Map(Object.entries(properties)).get(field);
  if (typeof property !== "object" || property === null || !("title" in property)) return field;
  return String(property.title).toLowerCase();
}
