// One rule of the settings, which may be absent.

import { useState } from "react";
import type { FieldIssue } from "../inputs/issues";
import { RuleInput } from "../rules";

export interface RuleFieldProps {
  readonly id: string;
  readonly start: unknown;
  /** What the server refused; it stands until something is changed. */
  readonly issues: readonly FieldIssue[];
  readonly onChange: (value: unknown) => void;
}

export function RuleField({ id, start, issues, onChange }: RuleFieldProps) {
  const [rule, setRule] = useState<unknown>(start);
  return (
    <div className="cf">
      <RuleInput
        id={`${id}-rule`}
        value={rule}
        onChange={(next) => {
          setRule(next);
          onChange(next);
        }}
        schema={{}}
        siblings={{}}
        disabled={false}
        required={false}
        describedBy={undefined}
        invalid={issues.length > 0}
        issues={rule === start ? issues : []}
      />
    </div>
  );
}
