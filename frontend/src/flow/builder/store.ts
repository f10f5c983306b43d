// A value that parts of the page read and follow: the smallest store that React can subscribe to.

import { useSyncExternalStore } from "react";

export interface Store<T extends object> {
  readonly get: () => T;
  readonly set: (change: Partial<T>) => void;
  readonly follow: (listener: () => void) => () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change };
      for (const listener of [...listeners]) listener();
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A part of the value; the component is drawn again only when that part is another one. */
export function useStore<T extends object, P>(store: Store<T>, pick: (value: T) => P): P {
  return useSyncExternalStore(store.follow, () => pick(store.get()));
}
