// Copied steps: in the system's clipboard where the browser lets us, and in this site's storage for its other tabs.

import { fragmentText, parseFragment, type Fragment } from "../model/edit";

const KEY = "campanile.flow.clipboard";

/** Remembers a fragment for every tab of this site. */
export function remember(fragment: Fragment): void {
  try {
    window.localStorage.setItem(KEY, fragmentText(fragment));
  } catch {
    // Storage is full or forbidden: this tab still has it.
  }
}

/** The fragment that any tab copied last. */
export function remembered(): Fragment | null {
  try {
    return parseFragment(window.localStorage.getItem(KEY) ?? "");
  } catch {
    return null;
  }
}

/** Tells when another tab copied something; returns the way to stop. */
export function followClipboard(onChange: (fragment: Fragment | null) => void): () => void {
  const changed = (event: StorageEvent): void => {
    if (event.key === KEY) onChange(parseFragment(event.newValue ?? ""));
  };
  window.addEventListener("storage", changed);
  return () => window.removeEventListener("storage", changed);
}

/** Puts a fragment into the system's clipboard as text; where that is forbidden the other tabs still have it. */
export function write(fragment: Fragment): void {
  remember(fragment);
  void navigator.clipboard?.writeText(fragmentText(fragment)).catch(() => undefined);
}
