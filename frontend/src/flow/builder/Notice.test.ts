import { describe, expect, it } from "vitest";
import { readOnlyWords } from "./Notice";

describe("why a flow is read-only", () => {
  it.each([
    ["ARCHIVED", "is archived"],
    ["COMPLETED", "has ended"],
    ["ACTIVE", "needs the role Editor"],
    ["DRAFT", "needs the role Editor"],
  ] as const)("says it of %s", (status, words) => {
    expect(readOnlyWords(status)).toContain(words);
  });
});
