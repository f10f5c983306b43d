// One condition. One of a type that the server did not describe is shown as it is, and never changed.

import { useId, type ReactNode } from "react";
import { Problems } from "../inputs/Help";
import type { FieldIssue } from "../inputs/issues";
import { useRule } from "./edit";
import { conditionFor } from "./language";
import { PartsEditor } from "./Parts";
import { Tools } from "./Tools";
import { replaced, type Leaf, type Path } from "./tree";

export interface LeafRowProps {
  readonly leaf: Leaf;
  readonly path: Path;
  readonly issues: readonly FieldIssue[];
}

export function LeafRow({ leaf, path, issues }: LeafRowProps): ReactNode {
  const { rule, language, attributes, disabled, change } = useRule();
  const condition = conditionFor(language, leaf);
  const called = `condition ${path.map((place) => place + 1).join(".")}`;
  return (
    <div className="rb-leaf" role="group" aria-label={`${condition?.label ?? "Unknown condition"}, ${called}`} data-path={path.join(".")} tabIndex={-1}>
      <div className="rb-head">
        <span className="rb-type">{condition?.label ?? String(leaf["type"])}</span>
        <Tools path={path} called={called} />
      </div>
      {condition === undefined ? (
        <Unknown leaf={leaf} issues={issues} />
      ) : (
        <PartsEditor parts={condition} value={leaf} onChange={(next) => change(replaced(rule, path, next))} attributes={condition.properties.some((each) => each.editor === "contact-field") ? attributes : []} issues={issues} disabled={disabled} />
      )}
    </div>
  );
}

function Unknown({ leaf, issues }: { leaf: Leaf; issues: readonly FieldIssue[] }): ReactNode {
  const id = useId();
  return (
    <>
      <p className="cf-help">This kind of condition can’t be changed here; it stays as it is.</p>
      <pre className="rb-raw">{JSON.stringify(leaf, null, 2)}</pre>
      {issues.length > 0 && <Problems id={id} issues={issues} />}
    </>
  );
}
