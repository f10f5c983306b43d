// An e-mail's blocks as the editor changes them: pure functions over a list in which a row of columns holds lists of its
// own. No React, no requests. Blocks carry no ids; where one stands is its path.

import { isRecord } from "../../api/guards";
import type { Json } from "../../inputs/input";

export type Block = Json & { readonly type: string };

/** `[2]` is the third row; `[2, 0, 1]` the second block in the first column of it. */
export type Path = readonly [number] | readonly [number, number, number];

/** The list that a path stands in: the mail's, or a column's. */
export type Place = readonly [] | readonly [number, number];

export const MOST_BLOCKS = 100;
export const MOST_IN_COLUMN = 20;

/** The blocks in a value that may come from anywhere. */
export function blocksOf(value: unknown): Block[] {
  return Array.isArray(value) ? value.filter(isBlock) : [];
}

/** How many columns a layout such as `1-2` has. */
export function columnsIn(layout: unknown): number {
  return typeof layout === "string" ? layout.split("-").length : 2;
}

/** The columns of a block, as lists. */
export function columnsOf(block: Block): Block[][] {
  const columns = block["columns"];
  return Array.isArray(columns) ? columns.map((column: unknown) => blocksOf(isRecord(column) ? column["blocks"] : [])) : [];
}

/** The list at a place; empty where there is none. */
export function listAt(blocks: readonly Block[], place: Place): readonly Block[] {
  if (place.length === 0) return blocks;
  const row = blocks[place[0]];
  return row === undefined ? [] : (columnsOf(row)[place[1]] ?? []);
}

/** The block at a path. */
export function blockAt(blocks: readonly Block[], path: Path): Block | undefined {
  return listAt(blocks, placeOf(path))[indexOf(path)];
}

export function placeOf(path: Path): Place {
  return path.length === 1 ? [] : [path[0], path[1]];
}

export function indexOf(path: Path): number {
  return path.length === 1 ? path[0] : path[2];
}

export function pathTo(place: Place, index: number): Path {
  return place.length === 0 ? [index] : [place[0], place[1], index];
}

/** The path as the server spells it in its errors: `blocks[2].columns[0].blocks[1]`. */
export function spelled(path: Path): string {
  const [row, column, index] = path;
  return column === undefined ? `blocks[${row}]` : `blocks[${row}].columns[${column}].blocks[${index}]`;
}

/** The path in a place that the server names, and what follows it; null for anything else. */
export function pathIn(field: string): { readonly locale: string; readonly path: Path; readonly rest: string } | null {
  const match = /^(?:content\.)?(?:locales\.([\w-]+)\.)?blocks\[(\d+)\](?:\.columns\[(\d+)\]\.blocks\[(\d+)\])?\.?(.*)$/.exec(field);
  if (match === null) return null;
  const [, locale = "", row, column, index, rest = ""] = match;
  return column === undefined || index === undefined
    ? { locale, path: [Number(row)], rest }
    : { locale, path: [Number(row), Number(column), Number(index)], rest };
}

/** The blocks with another one at a path. */
export function replaced(blocks: readonly Block[], path: Path, block: Block): Block[] {
  return withList(blocks, placeOf(path), (list) => list.map((each, index) => (index === indexOf(path) ? fitted(block) : each)));
}

/** The blocks with one more, before what stands at the index now. */
export function inserted(blocks: readonly Block[], place: Place, index: number, block: Block): Block[] {
  return withList(blocks, place, (list) => [...list.slice(0, index), fitted(block), ...list.slice(index)]);
}

export function removed(blocks: readonly Block[], path: Path): Block[] {
  return withList(blocks, placeOf(path), (list) => list.filter((_, index) => index !== indexOf(path)));
}

/** The blocks with one of them moved within its list by so many places; the same where it can't go. */
export function moved(blocks: readonly Block[], path: Path, by: number): { readonly blocks: readonly Block[]; readonly path: Path } {
  const place = placeOf(path);
  const list = listAt(blocks, place);
  const from = indexOf(path);
  const to = from + by;
  const block = list[from];
  if (block === undefined || to < 0 || to >= list.length) return { blocks, path };
  return { blocks: inserted(removed(blocks, path), place, to, block), path: pathTo(place, to) };
}

/** A block as it begins: what its kind needs and nothing more. */
export function blank(type: string): Block {
  return fitted(type === "columns" ? { type, layout: "1-1", columns: [{}, {}] } : { type });
}

/** Columns as many as the layout has; those too many go into the last one, so that nothing is lost. */
function fitted(block: Block): Block {
  if (block.type !== "columns") return block;
  const wanted = columnsIn(block["layout"] ?? "1-1");
  const lists = columnsOf(block);
  const kept = Array.from({ length: wanted }, (_, index) => lists[index] ?? []);
  kept[wanted - 1] = [...(kept[wanted - 1] ?? []), ...lists.slice(wanted).flat()];
  return { ...block, columns: kept.map((list) => (list.length === 0 ? {} : { blocks: list })) };
}

function withList(blocks: readonly Block[], place: Place, change: (list: readonly Block[]) => Block[]): Block[] {
  if (place.length === 0) return change(blocks);
  const [row, column] = place;
  return blocks.map((block, index) => {
    if (index !== row) return block;
    const lists = columnsOf(block).map((list, at) => (at === column ? change(list) : list));
    return { ...block, columns: lists.map((list) => (list.length === 0 ? {} : { blocks: list })) };
  });
}

function isBlock(value: unknown): value is Block {
  return isRecord(value) && typeof value["type"] === "string";
}
