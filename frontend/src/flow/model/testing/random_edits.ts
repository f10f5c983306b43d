// Random editing for tests: numbers become edits of whatever flow there is, so that any list of numbers is a session.

import { portsOf } from "../../nodes";
import type { FlowDocument, FlowNode } from "../document";
import {
  addTrigger,
  configure,
  copyBranch,
  copyStep,
  duplicateStep,
  insertStep,
  moveStep,
  paste,
  places,
  removeStep,
  type Fragment,
  type MakeId,
  type Place,
} from "../edit";
import { historyOf, record, redo, undo, type History } from "../history";

type Config = FlowNode["config"];

const RULE = { condition: "AND", rules: [{ type: "attribute", field: "plan", operator: "equals", value: "pro" }] };
const DURATION = { value: 1, unit: "days" };
const variants = (...weights: number[]): Config => ({
  variants: weights.map((weight, index) => ({ port: `v${index}`, weight })),
});
const branches = (...ports: string[]): Config => ({ branches: ports.map((port) => ({ port, rule: RULE })) });

/** Configs that the server accepts whole, several where they differ in ports. */
const STEPS: Readonly<Record<string, readonly Config[]>> = {
  tag: [{ action: "add", tag: "new" }],
  update_score: [{ delta: 5 }],
  wait: [{ duration: DURATION }, { event: "ordered" }, { rule: RULE, timeout: DURATION }],
  throttle: [{ count: 10, per: "hour" }],
  condition: [{ rule: RULE }],
  switch: [branches("a", "b"), branches("a", "b", "c"), branches("c", "d")],
  ab_test: [variants(50, 50), variants(40, 30, 30), variants(25, 25, 25, 25)],
  webhook: [{ url: "https://example.com/hook" }],
};
const TRIGGERS = ["trigger_manual", "trigger_api"];

/** An edit as three numbers: what, where, and with what. */
export type Roll = readonly [what: number, where: number, which: number];

export interface Session {
  readonly history: History<FlowDocument>;
  readonly clipboard: Fragment | null;
}

export function sessionOn(document: FlowDocument): Session {
  return { history: historyOf(document), clipboard: null };
}

/** Ids that count up with every use, the same in every run. */
export function countingIds(): MakeId {
  let count = 0;
  return (_, type) => `${type}_${(count += 1)}`;
}

export interface Kinds {
  /** Whether ways may end early, so that flows need not be series-parallel. */
  readonly exits: boolean;
}

/** The session after one more edit. */
export function edited(session: Session, roll: Roll, makeId: MakeId, kinds: Kinds): Session {
  const { history, clipboard } = session;
  const now = history.present;
  const [what, where, which] = roll;
  const at = pick(places(now, portsOf), where);
  const node = pick(kinds.exits ? now.nodes : now.nodes.filter((other) => other.type !== "end"), where);
  const other = pick(kinds.exits ? now.nodes : now.nodes.filter((step) => step.type !== "end"), which);
  switch (what % 12) {
    case 0:
      return { ...session, history: undo(history) };
    case 1:
      return { ...session, history: redo(history) };
    case 2:
      return node === undefined ? session : { ...session, clipboard: copyStep(now, node.id) };
    case 3:
      return node === undefined ? session : { ...session, clipboard: copyBranch(now, node.id) };
    default:
      return { clipboard, history: record(history, change(now, what % 12, { at, node, other, which, clipboard }, makeId, kinds)) };
  }
}

interface Hand {
  readonly at: Place | undefined;
  readonly node: FlowNode | undefined;
  readonly other: FlowNode | undefined;
  readonly which: number;
  readonly clipboard: Fragment | null;
}

function change(now: FlowDocument, what: number, hand: Hand, makeId: MakeId, kinds: Kinds): FlowDocument {
  const { at, node, other, which, clipboard } = hand;
  if (now.nodes.length === 0 || (what === 11 && which % 3 === 0)) {
    const type = pick(TRIGGERS, which) ?? "";
    return addTrigger(now, { id: makeId(now, type), type, config: {} }, portsOf).document;
  }
  if (what === 4 && clipboard !== null) return paste(now, at ?? "trigger", clipboard, portsOf, makeId).document;
  if (node === undefined) return now;
  if (what === 5) return removeStep(now, node.id, pick([...portsOf(node).map((port) => port.key), null], which) ?? null, portsOf).document;
  if (what === 6) return duplicateStep(now, node.id, portsOf, makeId).document;
  if (what === 7) {
    const config = pick(STEPS[node.type] ?? [], which);
    return config === undefined ? now : configure(now, node.id, { config }, portsOf).document;
  }
  if (at === undefined) return now;
  if (what === 8) return other === undefined ? now : moveStep(now, other.id, at, portsOf).document;
  const type = kinds.exits && which % 17 === 0 ? "end" : (pick(Object.keys(STEPS), which) ?? "");
  const config = pick(STEPS[type] ?? [], which >> 4) ?? {};
  return insertStep(now, at, { id: makeId(now, type), type, config }, portsOf).document;
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
