import { describe, expect, it } from "vitest";
import { flow } from "../../model/samples";
import { broughtBack, createKeeper, type Kept } from "./kept";
import { detailsByNode, isAtRisk, saveWords } from "./state";

const FLOW = { nodes: [], edges: [] };
const KEPT: Kept = { revision: 3, base: FLOW, workflow: FLOW, at: "2026-01-01T10:00:00Z" };

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: () => null,
    removeItem: (key) => void values.delete(key),
    setItem: (key, value) => void values.set(key, value),
  };
}

describe("the keeper", () => {
  it("gives back what it kept, until it is dropped", () => {
    const storage = memory();
    const keeper = createKeeper("acme.cmp_1", () => storage);
    keeper.keep(KEPT);
    expect(createKeeper("acme.cmp_1", () => storage).read()).toEqual(KEPT);
    expect(createKeeper("acme.cmp_2", () => storage).read()).toBeNull();
    keeper.drop();
    expect(keeper.read()).toBeNull();
  });

  it.each(["{", "7", '{"revision": 3}', '{"revision": 3, "at": "", "base": {}, "workflow": {}}'])("ignores %s", (text) => {
    const storage = memory();
    storage.setItem("campanile.flow.c", text);
    expect(createKeeper("c", () => storage).read()).toBeNull();
  });

  it("survives a storage that is forbidden", () => {
    const keeper = createKeeper("c", () => {
      throw new DOMException("denied", "SecurityError");
    });
    keeper.keep(KEPT);
    keeper.drop();
    expect(keeper.read()).toBeNull();
  });
});

describe("what a tab kept", () => {
  const base = flow("t:trigger_manual e:end", "t next e");
  const workflow = flow("t:trigger_manual n:wait e:end", "t next n", "n next e");
  const kept: Kept = { revision: 3, base, workflow, at: "2026-01-01T10:00:00Z" };

  it("is what was kept, while nobody saved since", () => {
    expect(broughtBack(kept, { revision: 3, workflow: base })).toEqual(workflow);
  });

  it("is put on top of what somebody else saved", () => {
    const theirs = flow("t:trigger_manual e:end x:end", "t next x");
    expect(broughtBack(kept, { revision: 4, workflow: theirs })?.nodes.map((node) => node.id).sort()).toEqual(["e", "n", "t", "x"]);
  });

  it("is nothing when the server had it and only the answer was lost", () => {
    const stored = { ...workflow, nodes: workflow.nodes.map((node) => ({ ...node, name: "" })) };
    expect(broughtBack(kept, { revision: 4, workflow: stored })).toBeNull();
  });
});

describe("words and risks", () => {
  it("say what is the case", () => {
    expect(saveWords({ kind: "saved" })).toBe("All changes saved");
    expect(saveWords({ kind: "offline", failed: false })).toBe("Offline: your changes are kept in this tab");
    expect(isAtRisk({ kind: "offline", failed: false })).toBe(true);
    expect(isAtRisk({ kind: "closed", why: "gone", message: "" })).toBe(false);
  });

  it("find the node that a refused value belongs to", () => {
    const weight = { field: "workflow.nodes[1].config.variants[0].weight", message: "too much" };
    const other = { field: "workflow", message: "too many" };
    expect(detailsByNode([weight, other], ["a", "b"])).toEqual(new Map([["b", [weight]]]));
  });
});
