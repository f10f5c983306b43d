// The days that the live numbers count, for links to the people behind a number.

import { useEditorState } from "./context";
import type { PeopleFilter } from "./links";

/** Empty where the numbers are of all time. */
export function useLiveDays(): Pick<PeopleFilter, "from" | "to"> {
  const from = useEditorState((state) => state.live?.from ?? "");
  const to = useEditorState((state) => state.live?.to ?? "");
  return { from, to };
}
