// Several rules of the settings, any of which may hold.

import { useState } from "react";
import { useForm } from "../inputs/context";
import { issuesUnder } from "../inputs/issues";
import { RuleBuilder } from "../rules";
import type { RuleFieldProps } from "./RuleField";
import "./settings.css";

const MOST = 10;
const EMPTY = { condition: "AND", rules: [] };

interface Entry {
  readonly key: number;
  readonly rule: unknown;
}

export function RuleListField({ start, issues, onChange }: RuleFieldProps) {
  const context = useForm();
  const [entries, setEntries] = useState<readonly Entry[]>(() =>
    (Array.isArray(start) ? start : []).map((rule: unknown, key) => ({ key, rule })),
  );
  const [touched, setTouched] = useState(false);
  const change = (next: readonly Entry[]): void => {
    setEntries(next);
    setTouched(true);
    onChange(next.map((entry) => entry.rule));
  };
  return (
    <div className="cf rule-list">
      {entries.map((entry, place) => (
        <fieldset key={entry.key} className="rule-list-entry">
          <legend className="cf-sr">Rule {place + 1}</legend>
          <RuleBuilder
            value={entry.rule}
            onChange={(rule) => change(entries.map((other) => (other.key === entry.key ? { ...other, rule } : other)))}
            context={context}
            disabled={false}
            issues={touched ? [] : issuesUnder(issues, place)}
          />
          <button type="button" className="cf-button" onClick={() => change(entries.filter((other) => other.key !== entry.key))}>
            Remove this rule<span className="cf-sr"> {place + 1}</span>
          </button>
        </fieldset>
      ))}
      {entries.length < MOST && (
        <button
          type="button"
          className="cf-button"
          onClick={() => change([...entries, { key: Math.max(-1, ...entries.map((entry) => entry.key)) + 1, rule: EMPTY }])}
        >
          + Add {entries.length === 0 ? "a" : "another"} rule
        </button>
      )}
    </div>
  );
}
