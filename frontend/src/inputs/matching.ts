// Narrowing a short list in the browser. Long lists are searched by the server.

import type { ComboOption } from "./Combobox";

/** The options that hold every word of the search, in their order; at most `limit`. */
export function matching(options: readonly ComboOption[], search: string, limit = 50): ComboOption[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return options
    .filter((option) => {
      const text = `${option.label} ${option.value} ${option.detail ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, limit);
}
