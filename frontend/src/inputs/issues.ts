// Which of the server's issues belong to which field. Paths only; no React, no schemas.

/** What is wrong at a place: `path` is relative to the field that holds it ("" for the field itself). */
export interface FieldIssue {
  readonly path: string;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** An issue of a flow as the server gives it. */
export interface FlowIssue extends FieldIssue {
  readonly nodeId: string | null;
  readonly code: string;
}

const CONFIG = /^(?:workflow\.)?nodes\[\d+\]\.?(.*)$/;

/** The issues of one node, with paths relative to the node (`config.template`, `name`). */
export function issuesOfNode(issues: readonly FlowIssue[], nodeId: string): FieldIssue[] {
  return issues.filter((issue) => issue.nodeId === nodeId).map((issue) => ({ ...issue, path: CONFIG.exec(issue.path)?.[1] ?? "" }));
}

/** The issues at a field and below it, with paths relative to the field; `key` is a name or a list index. */
export function issuesUnder(issues: readonly FieldIssue[], key: string | number): FieldIssue[] {
  const found: FieldIssue[] = [];
  for (const issue of issues) {
    const [first, rest] = step(issue.path);
    if (first === String(key)) found.push({ ...issue, path: rest });
  }
  return found;
}

/** The issues at this place itself. */
export function issuesHere(issues: readonly FieldIssue[]): FieldIssue[] {
  return issues.filter((issue) => issue.path === "");
}

/** The issues at this place itself, and those below whose first step is none of `known`: nobody else would show them. */
export function issuesBeside(issues: readonly FieldIssue[], known: readonly (string | number)[]): FieldIssue[] {
  const names = known.map(String);
  return issues.filter((issue) => issue.path === "" || !names.includes(step(issue.path)[0]));
}

/** The first step of a path, and the rest: `branches[2].rule` → `branches`, `[2].rule`; `[2].rule` → `2`, `rule`. */
function step(path: string): [string, string] {
  const index = /^\[(\d+)\]\.?(.*)$/.exec(path);
  if (index !== null) return [index[1] ?? "", index[2] ?? ""];
  const name = /^([^.[]+)\.?(.*)$/.exec(path);
  return [name?.[1] ?? "", name?.[2] ?? ""];
}
