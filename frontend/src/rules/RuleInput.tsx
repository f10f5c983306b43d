// The rule builder as an input of a form.

import type { ReactNode } from "react";
import { useForm } from "../inputs/context";
import type { InputProps } from "../inputs/input";
import { RuleBuilder } from "./RuleBuilder";

export function RuleInput({ value, onChange, disabled, required, issues }: InputProps): ReactNode {
  const context = useForm();
  const absent = value === undefined || value === null;
  if (absent && !required) {
    return (
      <button type="button" className="cf-button" disabled={disabled} onClick={() => onChange({ condition: "AND", rules: [] })}>
        + Add a rule
      </button>
    );
  }
  return (
    <>
      <RuleBuilder value={value} onChange={onChange} context={context} disabled={disabled} issues={issues.filter((issue) => issue.path !== "")} />
      {!required && (
        <button type="button" className="cf-button" disabled={disabled} onClick={() => onChange(undefined)}>
          Remove the rule
        </button>
      )}
    </>
  );
}
