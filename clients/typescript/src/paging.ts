// Pages of lists, and walking over all of them.

import type { Query } from "./transport.js";

/** Some rows of a list. `next` holds the query parameters of the page after it, undefined on the last one. */
export interface Page<T> {
  data: T[];
  /** null where counting them all would be slow. */
  total: number | null;
  hasMore: boolean;
  next: Query | undefined;
}

interface Listed<T> {
  data: T[];
  pagination: { total: number | null; has_more: boolean; next_cursor?: string | null };
}

interface Counted<T> {
  data: T[];
  total: number;
}

/** A page of the tenant API, which goes on by a cursor or by an offset. */
export function pageOf<T>(answer: Listed<T>, query: Query): Page<T> {
  const { total, has_more: hasMore, next_cursor: cursor } = answer.pagination;
  const next = cursor ? { cursor } : { offset: Number(query["offset"] ?? 0) + answer.data.length };
  return { data: answer.data, total, hasMore, next: hasMore ? next : undefined };
}

/** A page of the channel service, which goes on by an offset. */
export function countedPage<T>(answer: Counted<T>, query: Query): Page<T> {
  const behind = Number(query["offset"] ?? 0) + answer.data.length;
  const hasMore = answer.data.length > 0 && behind < answer.total;
  return { data: answer.data, total: answer.total, hasMore, next: hasMore ? { offset: behind } : undefined };
}

/** Every row: asks for one page after the other, as they are needed. */
export async function* walk<T, Q extends object>(turn: (query: Q) => Promise<Page<T>>, query: Q): AsyncGenerator<T> {
  for (let asked = query; ; ) {
    const page = await turn(asked);
    yield* page.data;
    if (page.next === undefined) return;
    asked = { ...query, ...page.next };
  }
}
