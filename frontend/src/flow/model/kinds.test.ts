import { describe, expect, it } from "vitest";
import schemas from "../../../../campaigns/nodes/schemas.json";
import { isRest, isTrigger } from "./kinds";

describe.each(schemas)("$key", ({ key, category, rests_first }) => {
  it("is what the server says", () => {
    expect([isTrigger({ type: key }), isRest({ type: key })]).toEqual([category === "trigger", rests_first]);
  });
});
