import { expect, it } from "vitest";
import { NODE_TYPES } from "../nodes";
import type { FlowDocument } from "./document";
import { dice, flow } from "./samples";
import { countingIds, edited, sessionOn } from "./testing/random_edits";
import { flaws } from "./testing/wellformed";

/** The server reads these in tests/campaigns/flow/test_edited_flows.py; `npx vitest run corpus -u` writes them anew. */
const CORPUS = "../../../../tests/campaigns/flow/edited_flows.json";
const FINISHED = flow("t:trigger_manual e:end", "t next e");

it("makes the flows that the server's tests read", async () => {
  const flows = Array.from({ length: 24 }, (_, seed) => flowOf(seed));
  expect(flows.flatMap(flaws)).toEqual([]);
  const lines = flows.map((document) => JSON.stringify(document)).join(",\n");
  const fresh = JSON.stringify(NODE_TYPES.map(({ key, starter = {} }) => ({ id: key, type: key, config: starter })));
  await expect(`{"edited": [\n${lines}\n],\n"fresh": ${fresh}}\n`).toMatchFileSnapshot(CORPUS);
});

/** A flow made by random edits: every other from nothing, or from a finished one of which no way ends early. */
function flowOf(seed: number): FlowDocument {
  const roll = dice(seed * 7_919);
  const makeId = countingIds();
  const exits = seed % 2 === 0;
  let session = sessionOn(exits ? { nodes: [], edges: [] } : FINISHED);
  for (let step = 0; step < 12 + 2 * seed; step += 1) {
    session = edited(session, [roll(4_001), roll(4_001), roll(4_001)], makeId, { exits });
  }
  return session.history.present;
}
