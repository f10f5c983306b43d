// Errors and warnings by step: what the server said of the saved draft, and what it refused to save. Pure.

import type { Issue } from "../../api/types";
import type { SaveState } from "./saving/state";
import { detailsByNode } from "./saving/state";

export interface StepProblems {
  readonly errors: number;
  readonly warnings: number;
}

export type Problems = ReadonlyMap<string, StepProblems>;

/** Everything that is to be told: the draft's issues, and the refused values as errors. */
export function allIssues(issues: readonly Issue[], save: SaveState, ids: readonly string[]): readonly Issue[] {
  if (save.kind !== "refused") return issues;
  const refused = [...detailsByNode(save.details, ids)].flatMap(([nodeId, details]) =>
    details.map(({ field, message }): Issue => ({ nodeId, path: field, code: "refused", message, severity: "error" })),
  );
  const loose = refused.length === 0 ? [{ nodeId: null, path: "workflow", code: "refused", message: save.message, severity: "error" as const }] : [];
  return [...refused, ...loose, ...issues];
}

const QUOTED = /'([A-Za-z0-9_-]{1,64})'/g;

/** The server speaks of steps by their ids; people know them by what they are called. */
export function readable(message: string, titleOf: (id: string) => string | undefined): string {
  return message.replaceAll(QUOTED, (found, id: string) => {
    const title = titleOf(id);
    return title === undefined ? found : `“${title}”`;
  });
}

/** How many errors and warnings each step has. */
export function problemsOf(issues: readonly Issue[]): Problems {
  const problems = new Map<string, StepProblems>();
  for (const { nodeId, severity } of issues) {
    if (nodeId === null) continue;
    const { errors, warnings } = problems.get(nodeId) ?? { errors: 0, warnings: 0 };
    const isError = severity === "error";
    problems.set(nodeId, { errors: errors + (isError ? 1 : 0), warnings: warnings + (isError ? 0 : 1) });
  }
  return problems;
}
