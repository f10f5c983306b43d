// The rule tree and its editing, as pure functions: groups and leaves by path. What a leaf means lies in language.ts.

import { isRecord } from "../api/guards";
import { movedBy } from "../inputs/ports";

export type Leaf = Readonly<Record<string, unknown>>;

export interface Group {
  readonly condition: "AND" | "OR";
  readonly not?: boolean;
  readonly rules: readonly RuleNode[];
}

export type RuleNode = Group | Leaf;

/** The way to a node: its place in each group from the top; [] is the rule itself. */
export type Path = readonly number[];

export const EMPTY: Group = { condition: "AND", rules: [] };

/** Whether a node is a group; anything with a `type` is a leaf. */
export function isGroup(node: unknown): node is Group {
  return isRecord(node) && !("type" in node) && Array.isArray(node["rules"]);
}

/** The rule in a document; an empty one for what is none. Parts that are no nodes are kept as they are. */
export function ruleOf(value: unknown): Group {
  if (!isRecord(value) || "type" in value) return EMPTY;
  const rules: unknown = value["rules"];
  return {
    ...value,
    condition: value["condition"] === "OR" ? "OR" : "AND",
    rules: Array.isArray(rules) ? rules.filter(isRecord) : [],
  };
}

/** The node at a path; undefined where there is none. */
export function nodeAt(rule: Group, path: Path): RuleNode | undefined {
  let node: RuleNode | undefined = rule;
  for (const place of path) node = isGroup(node) ? node.rules[place] : undefined;
  return node;
}

/** The rule with another node at the path. */
export function replaced(rule: Group, path: Path, node: RuleNode): Group {
  return changed(rule, path, () => [node]);
}

/** The rule without the node; groups that it leaves empty stay, so that nothing vanishes unasked. */
export function removed(rule: Group, path: Path): Group {
  return changed(rule, path, () => []);
}

/** The rule with the node twice, one right after the other. */
export function duplicated(rule: Group, path: Path): Group {
  return changed(rule, path, (node) => [node, node]);
}

/** The rule with a node added at the end of a group. */
export function added(rule: Group, group: Path, node: RuleNode): Group {
  return within(rule, group, (rules) => [...rules, node]);
}

/** The rule with a node moved by some places among its siblings. */
export function moved(rule: Group, path: Path, by: number): Group {
  const place = path.at(-1);
  return place === undefined ? rule : within(rule, path.slice(0, -1), (rules) => movedBy(rules, place, by));
}

/** The rule with the node inside a group of its own, joined the other way than the group around it. */
export function grouped(rule: Group, path: Path): Group {
  const around = nodeAt(rule, path.slice(0, -1));
  const condition = isGroup(around) && around.condition === "AND" ? "OR" : "AND";
  return changed(rule, path, (node) => [{ condition, rules: [node] }]);
}

/** The rule with the group's members in its place. A negated group stays: its members alone would mean something else. */
export function ungrouped(rule: Group, path: Path): Group {
  return changed(rule, path, (node) => (isGroup(node) && node.not !== true ? node.rules : [node]));
}


/** How deep groups nest: 1 for a rule without groups inside. */
export function depthOf(node: RuleNode): number {
  return isGroup(node) ? 1 + Math.max(0, ...node.rules.map(depthOf)) : 0;
}

/** How many leaves there are. */
export function leafCount(node: RuleNode): number {
  return isGroup(node) ? node.rules.reduce((sum, child) => sum + leafCount(child), 0) : 1;
}

function changed(rule: Group, path: Path, by: (node: RuleNode) => readonly RuleNode[]): Group {
  const place = path.at(-1);
  if (place === undefined) {
    const [node] = by(rule);
    return isGroup(node) ? node : EMPTY;
  }
  return within(rule, path.slice(0, -1), (rules) => rules.flatMap((node, index) => (index === place ? by(node) : [node])));
}

function within(group: Group, path: Path, by: (rules: readonly RuleNode[]) => readonly RuleNode[]): Group {
  const [place, ...rest] = path;
  if (place === undefined) return { ...group, rules: by(group.rules) };
  return {
    ...group,
    rules: group.rules.map((node, index) => (index === place && isGroup(node) ? within(node, rest, by) : node)),
  };
}
