import { describe, expect, it } from "vitest";
import { portsOf } from "../nodes";
import type { FlowDocument } from "./document";
import { outline, outlineWords } from "./outline";
import { flow, grown, welcome } from "./samples";

function words(document: FlowDocument): string[] {
  return outline(document, portsOf).map((item) => "  ".repeat(item.depth) + outlineWords(item, (id) => id));
}

describe("outline", () => {
  it("tells steps in order, branches under their names, and where ways meet", () => {
    expect(words(welcome)).toEqual([
      "t",
      "s",
      "w",
      "c",
      "  Yes",
      "    x",
      "      A · 33 %",
      "        a",
      "        Goes on to “e”",
      "      B · 33 %",
      "        b",
      "        Goes on to “e”",
      "      C · 33 %",
      "        d",
      "        Goes on to “e”",
      "  No",
      "    r",
      "    Goes on to “e”",
      "Ways meet and go on to “e”",
      "e",
    ]);
  });

  it("tells ways back, short cuts, several triggers, and what leads nowhere", () => {
    const loop = flow(
      "t:trigger_manual u:trigger_api w:wait c:condition s:send",
      "t next w",
      "u next w",
      "w next c",
      "c no w",
      "c yes s",
    );
    expect(words(loop)).toEqual([
      "t",
      "Goes on to “w”",
      "u",
      "Goes on to “w”",
      "Ways meet and go on to “w”",
      "w",
      "c",
      "  Yes",
      "    Goes on to “s”",
      "  No",
      "    Goes back to “w”",
      "s",
      "Leads nowhere yet",
    ]);
  });

  it("says where a step can be put in after a line", () => {
    const open = flow("c:condition a:send e:end", "c yes a", "c no e", "a next e");
    expect(outline(open, portsOf).map(({ kind, place }) => [kind, place])).toEqual([
      ["step", null],
      ["branch", { source: "c", port: "yes" }],
      ["step", { source: "a", port: "next" }],
      ["leads", null],
      ["branch", { source: "c", port: "no" }],
      ["leads", null],
      ["meeting", { source: "e", port: "*" }],
      ["step", null],
    ]);
  });

  it("tells every step once and gives every line a key of its own", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const document = grown(seed, 30);
      const items = outline(document, portsOf);
      const steps = items.flatMap((item) => (item.kind === "step" ? [item.id] : []));
      expect([...steps].sort()).toEqual(document.nodes.map((node) => node.id).sort());
      expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
    }
  });

  it("tells what a second edge of a port leads to", () => {
    expect(words(flow("t:trigger_manual a:send b:send", "t next a", "t next b"))).toContain("    b");
  });

  it("tells nothing of an empty flow", () => {
    expect(words({ nodes: [], edges: [] })).toEqual([]);
  });
});
