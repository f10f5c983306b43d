// How many contacts a rule takes, asked while it is being built, and a few of them.

import { useEffect, type ReactNode } from "react";
import { Invalid } from "../api/errors";
import { useAsked } from "../inputs/asked";
import { pageOf, useForm } from "../inputs/context";
import type { FieldIssue } from "../inputs/issues";
import { asksLater, isUnfinished, type Language } from "./language";
import type { Group } from "./tree";

const PAUSE = 500;

export interface CountProps {
  readonly rule: Group;
  readonly language: Language;
  /** What the server says of the rule itself, by place. */
  readonly onIssues: (issues: readonly FieldIssue[]) => void;
}

export function Count({ rule, language, onIssues }: CountProps): ReactNode {
  const form = useForm();
  const unfinished = isUnfinished(rule, language);
  const later = asksLater(rule, language);
  const answer = useAsked(
    unfinished || later ? null : JSON.stringify(rule),
    (signal) =>
      form.api.estimate(rule, form.campaignId, signal).then(
        (estimate) => ({ estimate, issues: [] }),
        (error: unknown) => {
          if (error instanceof Invalid) return { estimate: null, issues: issuesOf(error) };
          throw error;
        },
      ),
    PAUSE,
  );
  const { data, loading, error } = answer;
  const issues = data?.issues;
  useEffect(() => onIssues(issues ?? []), [issues]);
  const estimate = data?.estimate ?? null;
  return (
    <div className="rb-count" aria-busy={loading}>
      <p role="status">
        {wordsFor({ empty: rule.rules.length === 0, later, loading, error, unfinished: unfinished || (issues ?? []).length > 0 }) ??
          (estimate !== null && (
            <>
              {!estimate.exact && "About "}
              <b>{estimate.contacts.toLocaleString("en")}</b> of {estimate.total.toLocaleString("en")} contacts
            </>
          ))}
      </p>
      {estimate !== null && estimate.sample.length > 0 && (
        <details className="cf-more">
          <summary>Some of them</summary>
          <ul className="rb-sample">
            {estimate.sample.map((contact) => {
              const page = pageOf(form, `contacts/${contact.id}/`);
              const words = contact.name || contact.email || contact.id;
              return (
                <li key={contact.id}>
                  {page === undefined ? words : <a className="cf-link" href={page} target="_blank" rel="noreferrer">{words}</a>}
                  {contact.name !== "" && contact.email !== "" && <small> {contact.email}</small>}
                </li>
              );
            })}
          </ul>
        </details>
      )}
    </div>
  );
}

function wordsFor({ empty, later, loading, error, unfinished }: Readonly<Record<"empty" | "later" | "loading" | "unfinished", boolean>> & { error: string }): string | null {
  if (empty) return "Add a condition to see how many contacts match.";
  if (later) return "It asks what is only known when a contact comes here, so nobody can be counted yet.";
  if (loading) return "Counting…";
  if (error !== "") return `The contacts could not be counted. ${error}`;
  return unfinished ? "Finish the conditions to see how many contacts match." : null;
}

/** The refusal's details, by their place in the rule: `rule.rules[1].field` → `rules[1].field`. */
function issuesOf(error: Invalid): FieldIssue[] {
  return error.details
    .filter((detail) => detail.field === "rule" || detail.field.startsWith("rule."))
    .map((detail) => ({ path: detail.field.replace(/^rule\.?/, ""), message: detail.message, severity: "error" as const }));
}
