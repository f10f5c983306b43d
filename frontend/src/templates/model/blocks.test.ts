import { describe, expect, it } from "vitest";
import { blank, blockAt, blocksOf, inserted, moved, pathIn, removed, replaced, spelled, type Block } from "./blocks";

const heading = (text: string): Block => ({ type: "heading", text });
const columns: Block = { type: "columns", layout: "1-1", columns: [{ blocks: [heading("a"), heading("b")] }, {}] };
const mail = [heading("top"), columns, { type: "footer" }];

describe("blocks", () => {
  it("are found by their paths, also in columns", () => {
    expect(blockAt(mail, [0])).toEqual(heading("top"));
    expect(blockAt(mail, [1, 0, 1])).toEqual(heading("b"));
    expect(blockAt(mail, [1, 1, 0])).toBeUndefined();
    expect(blockAt(mail, [9, 0, 0])).toBeUndefined();
  });

  it("are added, changed and removed where they stand, and nothing else changes", () => {
    const more = inserted(mail, [1, 1], 0, { type: "spacer" });
    expect(blockAt(more, [1, 1, 0])).toEqual({ type: "spacer" });
    expect(more[0]).toBe(mail[0]);
    expect(removed(more, [1, 1, 0])).toEqual(mail);
    expect(blockAt(replaced(mail, [1, 0, 0], heading("x")), [1, 0, 0])).toEqual(heading("x"));
    expect(removed(mail, [0])).toEqual(mail.slice(1));
  });

  it("move within their list and no further", () => {
    expect(moved(mail, [0], 1)).toEqual({ blocks: [columns, heading("top"), { type: "footer" }], path: [1] });
    expect(moved(mail, [0], -1)).toEqual({ blocks: mail, path: [0] });
    expect(moved(mail, [1, 0, 1], -1).path).toEqual([1, 0, 0]);
    expect(moved(mail, [1, 0, 1], 1).blocks).toBe(mail);
  });

  it("keep every block when columns become fewer", () => {
    const three: Block = { type: "columns", layout: "1-1-1", columns: [{}, { blocks: [heading("m")] }, { blocks: [heading("r")] }] };
    expect(replaced([three], [0], { ...three, layout: "1-2" })).toEqual([
      { type: "columns", layout: "1-2", columns: [{}, { blocks: [heading("m"), heading("r")] }] },
    ]);
    expect(blank("columns")["columns"]).toEqual([{}, {}]);
    expect(blank("button")).toEqual({ type: "button" });
  });

  it("have paths that the server's errors name", () => {
    expect(pathIn("content.blocks[3].url")).toEqual({ locale: "", path: [3], rest: "url" });
    expect(pathIn("content.blocks[3].columns[0].blocks[2].links[1].url")).toEqual({ locale: "", path: [3, 0, 2], rest: "links[1].url" });
    expect(pathIn("content.blocks[3]")).toEqual({ locale: "", path: [3], rest: "" });
    expect(pathIn("content.locales.de-AT.blocks[1].url")).toEqual({ locale: "de-AT", path: [1], rest: "url" });
    expect(pathIn("content.subject")).toBeNull();
    expect([spelled([3]), spelled([3, 0, 2])]).toEqual(["blocks[3]", "blocks[3].columns[0].blocks[2]"]);
  });

  it("are read from anything", () => {
    expect(blocksOf(null)).toEqual([]);
    expect(blocksOf([{ type: "text" }, { x: 1 }, 5])).toEqual([{ type: "text" }]);
  });
});
