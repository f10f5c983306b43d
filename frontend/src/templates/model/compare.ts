// What differs between two texts, line by line, and between two contents, part by part. Pure.

import type { Json } from "../../inputs/input";
import { blocksOf } from "./blocks";

export interface Line {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

const MOST_LINES = 400;

/** The lines of both texts in order: a longest common part, and what is only in one. Long texts are compared in part. */
export function compared(before: string, after: string): Line[] {
  const old = before.split("\n").slice(0, MOST_LINES);
  const now = after.split("\n").slice(0, MOST_LINES);
  const common = lengths(old, now);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const a = old[i];
    const b = now[j];
    if (a !== undefined && a === b) {
      lines.push({ kind: "same", text: a });
      i += 1;
      j += 1;
    } else if (b === undefined || (a !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push({ kind: "removed", text: a ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "added", text: b });
      j += 1;
    }
  }
  return lines;
}

function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = table[i];
    if (row === undefined) continue;
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === now[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

/** Which parts of a content differ, in words: "Subject", "2 blocks more". */
export function partsChanged(before: Json, after: Json): string[] {
  const differs = (key: string): boolean => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null);
  const parts = NAMES.filter(([key]) => differs(key)).map(([, name]) => name);
  if (!differs("blocks")) return parts;
  const more = blocksOf(after["blocks"]).length - blocksOf(before["blocks"]).length;
  const count = Math.abs(more) === 1 ? "1 block" : `${Math.abs(more)} blocks`;
  return [...parts, more === 0 ? "Blocks" : more > 0 ? `${count} more` : `${count} fewer`];
}

const NAMES: readonly (readonly [string, string])[] = [
  ["subject", "Subject"],
  ["preheader", "Preview text"],
  ["theme", "Look"],
  ["mjml", "MJML"],
  ["html", "HTML"],
  ["text", "Plain text"],
  ["locales", "Languages"],
];
