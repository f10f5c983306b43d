import { describe, expect, it } from "vitest";
import type { Issue } from "../../api/types";
import { allIssues, problemsOf, readable } from "./problems";

const issue = (nodeId: string | null, severity: Issue["severity"]): Issue => ({ nodeId, path: "", code: "c", message: "m", severity });

describe("problems", () => {
  it("are counted by step, apart by severity", () => {
    const problems = problemsOf([issue("a", "error"), issue("a", "warning"), issue("a", "error"), issue(null, "error")]);
    expect([...problems]).toEqual([["a", { errors: 2, warnings: 1 }]]);
  });

  it("hold refused values at their steps, before what the server said of the saved flow", () => {
    const details = [{ field: "workflow.nodes[1].config.weight", message: "too much" }];
    const all = allIssues([issue("a", "warning")], { kind: "refused", message: "No.", details }, ["a", "b"]);
    expect(all.map(({ nodeId, message, severity }) => [nodeId, message, severity])).toEqual([
      ["b", "too much", "error"],
      ["a", "m", "warning"],
    ]);
  });

  it("hold a refusal that belongs to no step as one of the whole flow", () => {
    const [whole] = allIssues([], { kind: "refused", message: "Too many steps.", details: [] }, ["a"]);
    expect(whole).toMatchObject({ nodeId: null, message: "Too many steps." });
  });

  it("call steps by their titles", () => {
    const title = (id: string): string | undefined => (id === "wait_1" ? "Two days" : undefined);
    expect(readable("Port 'next' of node 'wait_1' leads nowhere.", title)).toBe("Port 'next' of node “Two days” leads nowhere.");
  });
});
