// Undo and redo without limit. Values are shared, never copied: a step costs one small object beside what changed.

/** A value that was, and what lies beyond it. A chain rather than an array: recording costs the same after any number. */
interface Link<T> {
  readonly value: T;
  readonly next: Link<T> | null;
}

/** What is now, what was, and what was undone. */
export interface History<T> {
  readonly present: T;
  readonly past: Link<T> | null;
  readonly future: Link<T> | null;
  /** What the last change was about and when it came; a change of the same soon after belongs to it. */
  readonly mark: Mark | null;
}

interface Mark {
  readonly key: string;
  readonly at: number;
}

/** Changes of one key at most so many milliseconds apart are one step. */
export const MERGE_WITHIN = 1_000;

/** A history that begins with this value. */
export function historyOf<T>(present: T): History<T> {
  return { present, past: null, future: null, mark: null };
}

/**
 * The history with a new present; what was undone is gone. With a mark (`key`: say, a node and its field; `at`: now in
 * milliseconds) it merges into the step before where that has the same key and came just before: typing is one step.
 */
export function record<T>(history: History<T>, present: T, mark: Mark | null = null): History<T> {
  if (present === history.present) return history;
  const merges = mark !== null && history.mark?.key === mark.key && mark.at - history.mark.at <= MERGE_WITHIN;
  const past = merges ? history.past : { value: history.present, next: history.past };
  return { present, past, future: null, mark };
}

/** One step back; the same history where there is none. */
export function undo<T>(history: History<T>): History<T> {
  const { present, past, future } = history;
  if (past === null) return history;
  return { present: past.value, past: past.next, future: { value: present, next: future }, mark: null };
}

/** One step forward again; the same history where there is none. */
export function redo<T>(history: History<T>): History<T> {
  const { present, past, future } = history;
  if (future === null) return history;
  return { present: future.value, past: { value: present, next: past }, future: future.next, mark: null };
}
