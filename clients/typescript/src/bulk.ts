// Lists that are longer than one request takes: cut into parts.

export const MOST_ITEMS = 1_000;
// The server reads 8 MiB; what stands around the items and the separators needs some of it.
const MOST_BYTES = 7 * 1024 * 1024;

/** Some items of a list, and the place of the first. */
export interface Part<T> {
  start: number;
  items: T[];
}

/** The list in parts that one request takes; an item that is too large for any is a part of its own. */
export function* parts<T extends object>(items: readonly T[]): Generator<Part<T>> {
  const sizes = new TextEncoder();
  let start = 0;
  let size = 0;
  for (const [place, item] of items.entries()) {
    const length = sizes.encode(JSON.stringify(item)).length + 1;
    if (place > start && (place - start >= MOST_ITEMS || size + length > MOST_BYTES)) {
      yield { start, items: items.slice(start, place) };
      start = place;
      size = 0;
    }
    size += length;
  }
  if (start < items.length) yield { start, items: items.slice(start) };
}

/** The idempotency key of a part, of the caller's for the whole list. */
export function partKey(whole: string | undefined, start: number): string | undefined {
  return whole === undefined || start === 0 ? whole : `${whole}/${String(start)}`;
}

/** The rows of a part's answer at their places in the whole list. */
export function moved<R extends { index: number }>(rows: R[], start: number): R[] {
  return rows.map((row) => ({ ...row, index: row.index + start }));
}
