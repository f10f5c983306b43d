// Mounts the rule builder on the rules of a campaign's settings. What is built goes into the form's hidden field, beside
// which it stands, and is sent with the form.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isRecord } from "../api/guards";
import { lookupsOver } from "../api/lookups";
import { createTransport } from "../api/transport";
import { FormContextProvider, type FormContext } from "../inputs/context";
import type { FieldIssue } from "../inputs/issues";
import { RuleField } from "./RuleField";
import { RuleListField } from "./RuleListField";

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

const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";

function mount(root: HTMLElement, field: HTMLInputElement): void {
  const { apiBase = "", campaign = null, pages, timezone, shape, issues = "" } = root.dataset;
  const context: FormContext = {
    api: lookupsOver(createTransport({ base: apiBase, csrf: token })),
    campaignId: campaign,
    workflow: null,
    names: namesFrom(jsonFrom("rule-names")),
    timezone,
    pages,
  };
  const start: unknown = JSON.parse(field.value === "" ? "null" : field.value);
  const keep = (value: unknown): void => {
    field.value = JSON.stringify(value ?? null);
  };
  const Field = shape === "rules" ? RuleListField : RuleField;
  createRoot(root).render(
    <StrictMode>
      <FormContextProvider value={context}>
        <Field id={field.id} start={start} issues={issuesFrom(jsonFrom(issues))} onChange={keep} />
      </FormContextProvider>
    </StrictMode>,
  );
}

for (const root of document.querySelectorAll<HTMLElement>("[data-rule-field]")) {
  const field = document.getElementById(root.dataset["ruleField"] ?? "");
  if (field instanceof HTMLInputElement) mount(root, field);
}
