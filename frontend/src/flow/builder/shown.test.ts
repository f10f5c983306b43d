import { describe, expect, it } from "vitest";
import { flow } from "../model/samples";
import { withRemoved } from "./shown";

const ways = (document: ReturnType<typeof flow>): string[] => document.edges.map((edge) => `${edge.source} ${edge.port} ${edge.target}`).sort();

describe("withRemoved", () => {
  const old = flow("t:trigger_manual a:send b:tag e:end", "t next a", "a next b", "b next e");

  it("puts removed steps back where they stood", () => {
    const both = withRemoved(old, flow("t:trigger_manual e:end", "t next e"));
    expect(both.nodes.map((node) => node.id)).toEqual(["t", "e", "a", "b"]);
    expect(ways(both)).toEqual(["a next b", "b next e", "t next a"]);
  });

  it("puts them before what came instead", () => {
    const both = withRemoved(old, flow("t:trigger_manual n:wait e:end", "t next n", "n next e"));
    expect(ways(both)).toEqual(["a next b", "b next n", "n next e", "t next a"]);
  });

  it("changes nothing where nothing was removed", () => {
    const now = flow("t:trigger_manual n:wait a:send b:tag e:end", "t next n", "n next a", "a next b", "b next e");
    expect(ways(withRemoved(old, now))).toEqual(ways(now));
  });
});
