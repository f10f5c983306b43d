// The branches of a switch, ranked: each with a name and a rule. A branch keeps its port for good, whatever its rank.

import { useState, type ReactNode } from "react";
import { isRecord } from "../../api/guards";
import { textOf, type InputProps, type Json } from "../../inputs/input";
import { Problems } from "../../inputs/Help";
import { issuesBeside, issuesUnder, type FieldIssue } from "../../inputs/issues";
import { freeNumbered, movedBy } from "../../inputs/ports";
import { number } from "../../inputs/schema";
import { RuleInput } from "../../rules";

export function BranchesInput(props: InputProps): ReactNode {
  const { id, value, onChange, schema, disabled, issues } = props;
  const branches: readonly Json[] = Array.isArray(value) ? value.filter(isRecord) : [];
  const [least, most] = [number(schema, "minItems") ?? 2, number(schema, "maxItems") ?? 8];
  const [dragged, setDragged] = useState<number | null>(null);
  const add = (): void => {
    const list = [...branches];
    do list.push({ port: freeNumbered("branch_", list.map((branch) => textOf(branch["port"]))), name: "", rule: { condition: "AND", rules: [] } });
    while (list.length < least);
    onChange(list);
  };
  const change = (index: number, branch: Json): void => onChange(branches.map((each, place) => (place === index ? branch : each)));
  const move = (index: number, by: number): void => onChange(movedBy(branches, index, by));
  return (
    <div className="cf-stack" id={id}>
      <ol className="cf-stack cf-ranks">
        {branches.map((branch, index) => (
          <li
            key={textOf(branch["port"])}
            className="cf-box"
            data-dragged={dragged === index || undefined}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={() => {
              if (dragged !== null) move(dragged, index - dragged);
              setDragged(null);
            }}
          >
            <Head
              place={index}
              count={branches.length}
              name={textOf(branch["name"])}
              disabled={disabled}
              removable={branches.length > least}
              onRename={(name) => change(index, { ...branch, name })}
              onMove={(by) => move(index, by)}
              onRemove={() => onChange(branches.filter((_, place) => place !== index))}
              onDrag={setDragged}
            />
            <BranchProblems id={`${id}-${index}`} issues={issuesBeside(issuesUnder(issues, index), ["rule"])} />
            <RuleInput
              {...props}
              id={`${id}-${index}-rule`}
              value={branch["rule"]}
              required
              issues={issuesUnder(issuesUnder(issues, index), "rule")}
              onChange={(rule) => change(index, { ...branch, rule })}
            />
          </li>
        ))}
      </ol>
      <button type="button" className="cf-button" disabled={disabled || branches.length >= most} onClick={add}>
        Add a branch
      </button>
      <p className="cf-help">Who matches no branch leaves by “Else”.</p>
    </div>
  );
}

interface HeadProps {
  readonly place: number;
  readonly count: number;
  readonly name: string;
  readonly disabled: boolean;
  readonly removable: boolean;
  readonly onRename: (name: string) => void;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onDrag: (place: number | null) => void;
}

function Head({ place, count, name, disabled, removable, onRename, onMove, onRemove, onDrag }: HeadProps): ReactNode {
  const called = `branch ${place + 1}`;
  return (
    <div className="cf-row">
      <span className="cf-grip" aria-hidden="true" draggable={!disabled} title="Drag to another rank" onDragStart={() => onDrag(place)} onDragEnd={() => onDrag(null)}>
        {place + 1}
      </span>
      <input type="text" className="cf-input" autoComplete="off" aria-label={`Name of ${called}`} placeholder={`Branch ${place + 1}`} maxLength={100} value={name} disabled={disabled} onChange={(event) => onRename(event.target.value)} />
      <button type="button" className="cf-icon-button" aria-label={`Move ${called} up`} disabled={disabled || place === 0} onClick={() => onMove(-1)}>
        ↑
      </button>
      <button type="button" className="cf-icon-button" aria-label={`Move ${called} down`} disabled={disabled || place === count - 1} onClick={() => onMove(1)}>
        ↓
      </button>
      <button type="button" className="cf-icon-button" aria-label={`Remove ${called}`} disabled={disabled || !removable} onClick={onRemove}>
        ×
      </button>
    </div>
  );
}

function BranchProblems({ id, issues }: { id: string; issues: readonly FieldIssue[] }): ReactNode {
  return issues.length === 0 ? null : <Problems id={id} issues={issues} />;
}
