// A question to the server that follows what is typed: debounced, and only the newest answer counts.

import { useEffect, useState } from "react";
import { wordsOf } from "../api/errors";

export interface Asked<T> {
  /** The newest answer; it stays while the next one is awaited. */
  readonly data: T | null;
  readonly loading: boolean;
  /** Words for people, "" while nothing is wrong. */
  readonly error: string;
}

/** Asks whenever `key` changes, `delay` ms later; `null` asks nothing. An outdated question is aborted. */
export function useAsked<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, delay = 0): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ data: null, loading: key !== null, error: "" });
  useEffect(() => {
    if (key === null) {
      setAsked({ data: null, loading: false, error: "" });
      return undefined;
    }
    const stop = new AbortController();
    setAsked((before) => ({ ...before, loading: true }));
    const timer = setTimeout(() => {
      load(stop.signal).then(
        (data) => {
          if (!stop.signal.aborted) setAsked({ data, loading: false, error: "" });
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setAsked((before) => ({ data: before.data, loading: false, error: wordsOf(error) }));
        },
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // The key says all that the question depends on.
  }, [key]);
  return asked;
}

const remembered = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Asks once per client and remembers the answer; a failure is asked again. For short lists that hardly change. */
export function once<T>(owner: object, key: string, load: () => Promise<T>): Promise<T> {
  const answers = remembered.get(owner) ?? new Map<string, Promise<unknown>>();
  remembered.set(owner, answers);
  const known = answers.get(key);
  // Whoever asks for a key asks for the same thing.
  if (known !== undefined) return known as Promise<T>;
  const answer = load();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}
