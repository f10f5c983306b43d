import { describe, expect, it } from "vitest";
import { flow } from "../../model/samples";
import type { FlowDocument } from "../../model/document";
import { compareFlows, isUnchanged } from "./compare";
import { mergeFlows } from "./merge";
import { sameFlow, sameValue } from "./values";

const BASE = flow("t:trigger_manual a:send b:tag e:end", "t next a", "a next b", "b next e");

function configured(document: FlowDocument, id: string, config: Record<string, unknown>, name?: string): FlowDocument {
  const nodes = document.nodes.map((node) => (node.id === id ? { ...node, config, ...(name === undefined ? {} : { name }) } : node));
  return { ...document, nodes };
}

function shape({ nodes, edges }: FlowDocument): string {
  return `${nodes.map((node) => node.id).sort().join(" ")} | ${edges.map((edge) => `${edge.source} ${edge.port} ${edge.target}`).sort().join(", ")}`;
}

describe("mergeFlows", () => {
  it("takes what only one side changed", () => {
    const mine = configured(BASE, "a", { channel: "sms" });
    const theirs = configured(BASE, "b", { tag: "vip" }, "Mark");
    const { document, conflicts } = mergeFlows(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(document.nodes.map((node) => [node.id, node.name ?? "", node.config])).toEqual([
      ["t", "", {}],
      ["a", "", { channel: "sms" }],
      ["b", "Mark", { tag: "vip" }],
      ["e", "", {}],
    ]);
  });

  it("merges two values of one step, and a value that both set alike", () => {
    const base = configured(BASE, "a", { channel: "email", template: "x" });
    const mine = configured(base, "a", { channel: "email", template: "y", sender: "s" });
    const theirs = configured(base, "a", { channel: "sms", template: "x", sender: "s" });
    const { document, conflicts } = mergeFlows(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(document.nodes[1]?.config).toEqual({ channel: "sms", template: "y", sender: "s" });
  });

  it("lists a value that both changed, and lets a person choose", () => {
    const [mine, theirs] = [configured(BASE, "a", { channel: "sms" }), configured(BASE, "a", { channel: "push" })];
    const merged = mergeFlows(BASE, mine, theirs);
    expect(merged.conflicts).toMatchObject([{ key: "a channel", kind: "value", field: "channel", mine: "sms", theirs: "push" }]);
    expect(merged.document.nodes[1]?.config).toEqual({ channel: "sms" });
    expect(mergeFlows(BASE, mine, theirs, { "a channel": "theirs" }).document.nodes[1]?.config).toEqual({ channel: "push" });
  });

  it("keeps steps that both put at different places", () => {
    const mine = flow("t:trigger_manual m:wait a:send b:tag e:end", "t next m", "m next a", "a next b", "b next e");
    const theirs = flow("t:trigger_manual a:send b:tag o:wait e:end", "t next a", "a next b", "b next o", "o next e");
    const { document, conflicts } = mergeFlows(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(shape(document)).toBe("a b e m o t | a next b, b next o, m next a, o next e, t next m");
  });

  it("keeps steps that both put into the same way, one after the other", () => {
    const mine = flow("t:trigger_manual a:send m:wait b:tag e:end", "t next a", "a next m", "m next b", "b next e");
    const theirs = flow("t:trigger_manual a:send o:wait b:tag e:end", "t next a", "a next o", "o next b", "b next e");
    const { document, conflicts } = mergeFlows(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(shape(document)).toBe("a b e m o t | a next m, b next e, m next o, o next b, t next a");
  });

  it("gives my step a fresh id where the other one's new step has the same", () => {
    const mine = configured(
      flow("t:trigger_manual n:send c:condition a:send b:tag e:end", "t next n", "n next c", "c yes a", "c no a", "a next b", "b next e"),
      "c",
      { rule: { type: "engagement", value: { node: "n" } } },
    );
    const theirs = flow("t:trigger_manual a:send b:tag n:wait e:end", "t next a", "a next b", "b next n", "n next e");
    const { document } = mergeFlows(BASE, mine, theirs);
    expect(shape(document)).toBe(
      "a b c e n n_2 t | a next b, b next n, c no a, c yes a, n next e, n_2 next c, t next n_2",
    );
    expect(document.nodes.find((node) => node.id === "c")?.config).toEqual({ rule: { type: "engagement", value: { node: "n_2" } } });
  });

  it("takes a new step that both have for one, whose name the server wrote out", () => {
    const own = flow("t:trigger_manual a:send b:tag n:wait e:end", "t next a", "a next b", "b next n", "n next e");
    const saved: FlowDocument = { ...own, nodes: own.nodes.map((node) => ({ ...node, name: node.name ?? "" })) };
    const since = configured(own, "n", { days: 2 });
    for (const [mine, expected] of [[own, own], [since, since]] as const) {
      const { document } = mergeFlows(BASE, mine, saved);
      expect(sameFlow(document, expected)).toBe(true);
    }
  });

  it("leads my new step on where theirs removed what it led to", () => {
    const mine = flow("t:trigger_manual m:wait a:send b:tag e:end", "t next m", "m next a", "a next b", "b next e");
    const theirs = flow("t:trigger_manual b:tag e:end", "t next b", "b next e");
    const { document, conflicts } = mergeFlows(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(shape(document)).toBe("b e m t | b next e, m next b, t next m");
  });

  it("asks whether a step that one removed and the other changed stays, and keeps its ways if so", () => {
    const mine = configured(BASE, "a", { channel: "sms" });
    const theirs = flow("t:trigger_manual b:tag e:end", "t next b", "b next e");
    const kept = mergeFlows(BASE, mine, theirs);
    expect(kept.conflicts).toMatchObject([{ key: "a removal", kind: "removal", theirs: null }]);
    expect(shape(kept.document)).toBe("a b e t | a next b, b next e, t next a");
    const gone = mergeFlows(BASE, mine, theirs, { "a removal": "theirs" });
    expect(shape(gone.document)).toBe("b e t | b next e, t next b");
  });

  it("lists a way that both led elsewhere", () => {
    const base = flow("c:condition x:end y:end z:end", "c yes x", "c no x");
    const mine = flow("c:condition x:end y:end z:end", "c yes y", "c no x");
    const theirs = flow("c:condition x:end y:end z:end", "c yes z", "c no x");
    const merged = mergeFlows(base, mine, theirs);
    expect(merged.conflicts).toMatchObject([{ key: "c →yes", kind: "way", field: "yes", mine: "y", theirs: "z" }]);
    expect(shape(merged.document)).toContain("c yes y");
    expect(shape(mergeFlows(base, mine, theirs, { "c →yes": "theirs" }).document)).toContain("c yes z");
  });

  it("drops a way whose end is gone on both sides, and leaves no way to nowhere", () => {
    const mine = flow("t:trigger_manual a:send", "t next a");
    const theirs = flow("t:trigger_manual e:end", "t next e");
    const { document } = mergeFlows(BASE, mine, theirs);
    const ids = new Set(document.nodes.map((node) => node.id));
    expect(document.edges.every((edge) => ids.has(edge.source) && ids.has(edge.target))).toBe(true);
  });

  it("is what the other side has where I changed nothing, and the other way round", () => {
    const theirs = flow("t:trigger_manual x:wait e:end", "t next x", "x next e");
    expect(sameFlow(mergeFlows(BASE, BASE, theirs).document, theirs)).toBe(true);
    expect(sameFlow(mergeFlows(BASE, theirs, BASE).document, theirs)).toBe(true);
  });
});

describe("compareFlows", () => {
  it("tells added, removed and changed steps, and ways between those that stayed", () => {
    const other = configured(
      flow("t:trigger_manual a:send n:wait e:end", "t next a", "a next n", "n next e"),
      "a",
      { channel: "sms" },
      "Mail",
    );
    const changes = compareFlows(BASE, other);
    expect(changes.added.map((node) => node.id)).toEqual(["n"]);
    expect(changes.removed.map((node) => node.id)).toEqual(["b"]);
    expect(changes.changed.map(({ node, fields }) => [node.id, fields])).toEqual([["a", ["name", "channel"]]]);
    expect(changes.ways).toBe(1);
    expect(isUnchanged(changes)).toBe(false);
    expect(isUnchanged(compareFlows(BASE, BASE))).toBe(true);
  });

  it("compares values whatever the order of their keys", () => {
    expect(sameValue({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
    expect([sameValue([1, 2], [2, 1]), sameValue({}, []), sameValue(null, {}), sameValue({ a: undefined }, {})]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
