// Merges what two people made of the same flow: per step, per value of its config, and per way. Pure.
//
// Where only one of them changed something, the change is taken. Where both did, it is a conflict that a person decides;
// two steps put into the same way are no conflict: both stay, one after the other.

import type { FlowDocument, FlowNode } from "../../model/document";
import { mergeEdges } from "./edges";
import { mergeFields } from "./fields";
import { withoutClashes } from "./clashes";
import { sameValue } from "./values";

export type Side = "mine" | "theirs";

export interface MergeConflict {
  /** Names the conflict in `choices`. */
  readonly key: string;
  readonly kind: "value" | "removal" | "way";
  readonly node: FlowNode;
  /** The name of the value, or of the port. */
  readonly field: string;
  /** What each side has; null: removed, or a way that leads nowhere. */
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merged {
  readonly document: FlowDocument;
  readonly conflicts: readonly MergeConflict[];
}

/** Both sides' changes to `base` in one flow; conflicts go to the side that `choices` names, otherwise to mine. */
export function mergeFlows(
  base: FlowDocument,
  own: FlowDocument,
  theirs: FlowDocument,
  choices: Readonly<Record<string, Side>> = {},
): Merged {
  const mine = withoutClashes(base, own, theirs);
  const conflicts: MergeConflict[] = [];
  const choose = (conflict: MergeConflict): Side => {
    conflicts.push(conflict);
    return choices[conflict.key] ?? "mine";
  };
  const { nodes, revived } = mergeNodes(base, mine, theirs, choose);
  const edges = mergeEdges({ base, mine, theirs, nodes, revived, choose });
  return { document: { nodes, edges }, conflicts };
}

export type Choose = (conflict: MergeConflict) => Side;

interface MergedNodes {
  readonly nodes: readonly FlowNode[];
  /** Steps that one side removed and that stay all the same, with the side that has them. */
  readonly revived: Map<string, Side>;
}

function mergeNodes(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument, choose: Choose): MergedNodes {
  const [old, own, other] = [base, mine, theirs].map((flow) => new Map(flow.nodes.map((node) => [node.id, node])));
  const revived = new Map<string, Side>();
  const order = [...new Set([...theirs.nodes, ...mine.nodes].map((node) => node.id))];
  const nodes = order.flatMap((id) => {
    const [before, left, right] = [old?.get(id), own?.get(id), other?.get(id)];
    if (left !== undefined && right !== undefined) return [mergeFields(before, left, right, choose)];
    const present = left ?? right;
    if (present === undefined) return [];
    if (before === undefined) return [present];
    const side = left === undefined ? "theirs" : "mine";
    if (!staysAfterRemoval(before, present, side, choose)) return [];
    revived.set(id, side);
    return [present];
  });
  return { nodes, revived };
}

/** One side removed the step: it stays only where the other one changed it and that side is chosen. */
function staysAfterRemoval(before: FlowNode, present: FlowNode, side: Side, choose: Choose): boolean {
  const { name: oldName = "", config: oldConfig } = before;
  const { name = "", config } = present;
  if (oldName === name && sameValue(oldConfig, config)) return false;
  const conflict: MergeConflict = {
    key: `${present.id} removal`,
    kind: "removal",
    node: present,
    field: "",
    mine: side === "mine" ? present : null,
    theirs: side === "theirs" ? present : null,
  };
  return choose(conflict) === side;
}
