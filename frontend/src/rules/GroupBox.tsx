// A group of conditions: how they are joined, its members, and what may be added.

import { useId, type ReactNode } from "react";
import { Problems } from "../inputs/Help";
import { issuesBeside, issuesUnder, type FieldIssue } from "../inputs/issues";
import { AddMenu } from "./AddMenu";
import { useRule } from "./edit";
import { LeafRow } from "./LeafRow";
import { newLeaf } from "./language";
import { Tools } from "./Tools";
import { added, isGroup, replaced, type Group, type Path, type RuleNode } from "./tree";

export interface GroupBoxProps {
  readonly group: Group;
  readonly path: Path;
  readonly issues: readonly FieldIssue[];
}

const JOINTS = [
  ["AND", "all of these"],
  ["OR", "any of these"],
  ["NOT AND", "not all of these"],
  ["NOT OR", "none of these"],
] as const;

export function GroupBox({ group, path, issues }: GroupBoxProps): ReactNode {
  const { rule, language, attributes, disabled, change, hasRoom } = useRule();
  const id = useId();
  const members = issuesUnder(issues, "rules");
  const here = [...issuesBeside(issues, ["rules"]), ...issuesBeside(members, [...group.rules.keys()])];
  const end: Path = [...path, group.rules.length];
  const add = (node: RuleNode): void => change(added(rule, path, node), end);
  const called = `group ${path.map((place) => place + 1).join(".")}`;
  return (
    <div className="rb-group" role="group" aria-label={path.length === 0 ? "The whole rule" : called} data-path={path.join(".")} data-not={group.not === true || undefined} tabIndex={-1}>
      <div className="rb-head">
        <Joint id={id} group={group} disabled={disabled} onChange={(next) => change(replaced(rule, path, next))} />
        {path.length > 0 && <Tools path={path} called={called} />}
      </div>
      {here.length > 0 && <Problems id={`${id}-issues`} issues={here} />}
      {group.rules.length > 0 && (
        <ul className="rb-members">
          {group.rules.map((node, index) => (
            <li key={index}>
              <Member node={node} path={[...path, index]} issues={issuesUnder(members, index)} />
            </li>
          ))}
        </ul>
      )}
      {group.rules.length === 0 && <p className="cf-help">Nothing here yet: add a condition.</p>}
      <div className="cf-row">
        <AddMenu conditions={language.conditions} disabled={disabled || !hasRoom} onAdd={(condition) => add(newLeaf(condition, attributes))} />
        {path.length + 1 < language.maxDepth && (
          <button type="button" className="cf-button" disabled={disabled || !hasRoom} onClick={() => add({ condition: group.condition === "AND" ? "OR" : "AND", rules: [] })}>
            + Add a group
          </button>
        )}
      </div>
    </div>
  );
}

function Member({ node, path, issues }: { node: RuleNode; path: Path; issues: readonly FieldIssue[] }): ReactNode {
  return isGroup(node) ? <GroupBox group={node} path={path} issues={issues} /> : <LeafRow leaf={node} path={path} issues={issues} />;
}

function Joint({ id, group, disabled, onChange }: { id: string; group: Group; disabled: boolean; onChange: (group: Group) => void }): ReactNode {
  const current = `${group.not === true ? "NOT " : ""}${group.condition}`;
  const choose = (value: string): void => {
    const { not: _, ...plain } = group;
    const condition = value.endsWith("OR") ? "OR" : "AND";
    onChange(value.startsWith("NOT") ? { ...plain, condition, not: true } : { ...plain, condition });
  };
  return (
    <label className="rb-joint" htmlFor={id}>
      Match
      <select id={id} className="cf-input cf-select" value={current} disabled={disabled} onChange={(event) => choose(event.target.value)}>
        {JOINTS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
