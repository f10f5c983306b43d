// The words below an input: what it means, and what is wrong.

import type { ReactNode } from "react";
import type { FieldIssue } from "./issues";

/** A sentence; what stands in backticks is set as code. */
export function Help({ id, text }: { id: string; text: string }): ReactNode {
  return (
    <p id={id} className="cf-help">
      {text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}
    </p>
  );
}

/** Errors and warnings at a field, each with its kind as a word for those who see no colours. */
export function Problems({ id, issues }: { id: string; issues: readonly FieldIssue[] }): ReactNode {
  return (
    <ul id={id} className="cf-problems">
      {issues.map((issue, index) => (
        <li key={index} data-severity={issue.severity}>
          <span className="cf-sr">{issue.severity === "error" ? "Error: " : "Warning: "}</span>
          {sentence(issue.message)}
        </li>
      ))}
    </ul>
  );
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
