// A list of what differs between two flows, in words.

import { entryOf } from "../catalogue";
import type { FlowChanges } from "../merge/compare";
import { titleOf } from "../../canvas/drawing";
import type { Names } from "../../nodes/type";
import type { FlowNode } from "../../model/document";

export function Changes({ changes, names }: { readonly changes: FlowChanges; readonly names: Names }) {
  const title = (node: FlowNode): string => `“${titleOf(node, names)}”`;
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
