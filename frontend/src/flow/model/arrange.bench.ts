// How long laying out takes, from a fresh document to every card, line and "+". Run with `npx vitest bench`.

import { bench, describe } from "vitest";
import { portsOf } from "../nodes";
import { arrange } from "./arrange";
import { outline } from "./outline";
import { grown } from "./samples";

describe.each([200, 1_000])("%i steps", (steps) => {
  const flow = grown(3, steps);
  // What is worked out once per document is kept by the document; a copy knows nothing yet.
  bench("arrange", () => void arrange({ ...flow }, portsOf));
  bench("outline", () => void outline({ ...flow }, portsOf));
});
