// Mounts the rule builder on a segment's form. What is built goes into the form's hidden field and is sent with it.

import { StrictMode, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { isRecord } from "../api/guards";
import { lookupsOver } from "../api/lookups";
import { createTransport } from "../api/transport";
import type { FormContext } from "../inputs/context";
import type { FieldIssue } from "../inputs/issues";
import { RuleBuilder } from "./RuleBuilder";
import { ruleOf, type Group } from "./tree";

interface SegmentRuleProps {
  readonly start: unknown;
  readonly issues: readonly FieldIssue[];
  readonly context: FormContext;
  readonly onChange: (rule: Group) => void;
}

function SegmentRule({ start, issues, context, onChange }: SegmentRuleProps) {
  const [rule, setRule] = useState<unknown>(start);
  // What the server refused stands until something is changed; from then on the live count says what is wrong.
  const current = useMemo(() => (rule === start ? issues : []), [rule, start, issues]);
  return (
    <RuleBuilder
      value={rule}
      onChange={(next) => {
        setRule(next);
        onChange(next);
      }}
      context={context}
      disabled={false}
      issues={current}
    />
  );
}

function jsonFrom(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

function issuesFrom(value: unknown): FieldIssue[] {
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];
  return rows.map((row) => ({ path: String(row["path"]), message: String(row["message"]), severity: "error" }));
}

function namesFrom(value: unknown): Record<string, string> {
  const names = isRecord(value) ? value : {};
  return Object.fromEntries(Object.entries(names).map(([id, name]) => [id, String(name)]));
}

const root = document.getElementById("segment-rule");
const form = root?.closest("form");
const field = form?.querySelector<HTMLInputElement>("input[name=rule]");

if (root !== null && form && field) {
  const { apiBase = "", pages, timezone } = root.dataset;
  // The form's own token: the page and the API accept the same one.
  const csrf = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const start = jsonFrom("segment-rule-value");
  const context: FormContext = {
    api: lookupsOver(createTransport({ base: apiBase, csrf })),
    campaignId: null,
    workflow: null,
    names: namesFrom(jsonFrom("segment-rule-names")),
    timezone,
    pages,
  };
  const keep = (rule: Group): void => {
    field.value = JSON.stringify(rule);
  };
  keep(ruleOf(start));
  createRoot(root).render(
    <StrictMode>
      <SegmentRule start={start} issues={issuesFrom(jsonFrom("segment-rule-issues"))} context={context} onChange={keep} />
    </StrictMode>,
  );
  // A list kept by hand has no rule.
  const panel = document.getElementById("rule-panel");
  form.addEventListener("change", (event) => {
    if (panel !== null && event.target instanceof HTMLInputElement && event.target.name === "kind") panel.hidden = event.target.value === "static";
  });
}
