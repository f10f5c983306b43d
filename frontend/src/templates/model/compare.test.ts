import { expect, it } from "vitest";
import { compared, partsChanged } from "./compare";
import { summaryOf } from "./summary";

it("tells lines apart", () => {
  expect(compared("a\nb\nc", "a\nx\nc\nd").map(({ kind, text }) => `${kind[0]} ${text}`)).toEqual(["s a", "r b", "a x", "s c", "a d"]);
  expect(compared("a", "a").every((line) => line.kind === "same")).toBe(true);
});

it("names the parts that differ", () => {
  const before = { subject: "S", blocks: [{ type: "spacer" }] };
  expect(partsChanged(before, before)).toEqual([]);
  expect(partsChanged(before, { ...before, subject: "T" })).toEqual(["Subject"]);
  expect(partsChanged(before, { ...before, blocks: [{ type: "spacer" }, { type: "divider" }] })).toEqual(["1 block more"]);
  expect(partsChanged(before, { ...before, blocks: [] })).toEqual(["1 block fewer"]);
  expect(partsChanged(before, { ...before, blocks: [{ type: "divider" }] })).toEqual(["Blocks"]);
});

it("says what a block is about", () => {
  expect(summaryOf({ type: "text", html: "<p>Hello <b>you</b></p>" })).toBe("Hello you");
  expect(summaryOf({ type: "columns", columns: [{ blocks: [{ type: "spacer" }] }, {}] })).toBe("1 + 0");
  expect(summaryOf({ type: "button" })).toBe("");
});
