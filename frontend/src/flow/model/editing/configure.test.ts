import { describe, expect, it } from "vitest";
import { portsOf } from "../../nodes";
import { flow, welcome, wordsOf } from "../samples";
import { configure } from "./configure";

const variants = (...ports: string[]): { variants: { port: string; weight: number }[] } => ({
  variants: ports.map((port) => ({ port, weight: 10 })),
});

describe("configure", () => {
  it("names a step and shares everything else", () => {
    const { document } = configure(welcome, "s", { name: "Hello" }, portsOf);
    expect(document.nodes.find((node) => node.id === "s")).toEqual({ id: "s", type: "send", config: {}, name: "Hello" });
    expect([document.edges === welcome.edges, document.nodes[2] === welcome.nodes[2]]).toEqual([true, true]);
  });

  it("leads a new variant to where the others meet", () => {
    const { document } = configure(welcome, "x", { config: variants("A", "B", "C", "D") }, portsOf);
    expect(wordsOf(document).edges.at(-1)).toBe("x D e");
  });

  it("removes what only a vanished port led to", () => {
    const { document, cut } = configure(welcome, "x", { config: variants("A", "C") }, portsOf);
    expect(wordsOf(document).edges.filter((words) => /b/.test(words))).toEqual([]);
    expect(cut?.nodes.map((node) => node.id)).toEqual(["b"]);
  });

  it("keeps the edge of a port whose key changed", () => {
    const { document } = configure(welcome, "x", { config: variants("A", "blue", "C") }, portsOf);
    expect(wordsOf(document).edges).toContain("x blue b");
    expect(document.nodes.length).toBe(welcome.nodes.length);
  });

  it("leads the time-out of a wait that now awaits something to what follows", () => {
    const { document } = configure(welcome, "w", { config: { event: "ordered" } }, portsOf);
    expect(wordsOf(document).edges.at(-1)).toBe("w timeout c");
  });

  it("leads ports that are all new to where the old ones met", () => {
    const { document } = configure(welcome, "x", { config: variants("one", "two") }, portsOf);
    expect(wordsOf(document).edges.filter((words) => words.startsWith("x "))).toEqual(["x one e", "x two e"]);
  });

  it("leaves a new port open where the branches end apart", () => {
    const apart = flow("t:trigger_manual x:ab_test2 a:end b:end", "t next x", "x A a", "x B b");
    expect(wordsOf(configure(apart, "x", { config: variants("A", "B", "C") }, portsOf).document).edges).toEqual(wordsOf(apart).edges);
  });

  it("changes nothing for a step that is none", () => {
    expect(configure(welcome, "gone", { name: "x" }, portsOf).document).toBe(welcome);
  });
});
