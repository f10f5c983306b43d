// The node types of the server's registry, as the palette offers them: words, group, schema, and what a fresh one begins with.

import schemas from "../../../../campaigns/nodes/schemas.json";
import { NODE_TYPES } from "../nodes";
import type { Config, NodeType } from "../nodes/type";

export interface CatalogueEntry {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly group: Group;
  readonly type: NodeType;
  readonly schema: Readonly<Record<string, unknown>>;
}

export type Group = (typeof GROUPS)[number];

/** In the order of the palette. */
export const GROUPS = ["Triggers", "Messages", "Conditions", "Timing", "Actions"] as const;

const GROUP_OF: Readonly<Record<string, Group>> = {
  trigger: "Triggers",
  message: "Messages",
  logic: "Conditions",
  timing: "Timing",
  data: "Actions",
  exit: "Actions",
};

export const CATALOGUE: readonly CatalogueEntry[] = NODE_TYPES.flatMap((type) => {
  const known = schemas.find((schema) => schema.key === type.key);
  if (known === undefined) return [];
  const { key, label, description, category, config } = known;
  return [{ key, label, description, group: GROUP_OF[category] ?? "Actions", type, schema: config }];
});

const BY_KEY = new Map(CATALOGUE.map((entry) => [entry.key, entry]));

export function entryOf(type: string): CatalogueEntry | undefined {
  return BY_KEY.get(type);
}

/** The config that a new step of that type begins with. */
export function freshConfig(type: string): Config {
  return BY_KEY.get(type)?.type.starter ?? {};
}

/** The entries that fit the words, those first whose label begins with them. */
export function found(entries: readonly CatalogueEntry[], words: string): readonly CatalogueEntry[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return entries;
  const fits = entries.filter((entry) => `${entry.label} ${entry.group} ${entry.description}`.toLowerCase().includes(wanted));
  const begins = (entry: CatalogueEntry): number => (entry.label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return [...fits].sort((a, b) => begins(a) - begins(b));
}
