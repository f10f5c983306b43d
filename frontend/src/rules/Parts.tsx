// The inputs of a condition, or of a test inside one, in the order of its sentence. Knows no condition type.

import { useId, type ReactNode } from "react";
import { isRecord } from "../api/guards";
import type { Attribute } from "../api/lookups";
import { Problems } from "../inputs/Help";
import { textOf, type Json } from "../inputs/input";
import { issuesBeside, issuesHere, issuesUnder, type FieldIssue } from "../inputs/issues";
import { OPERANDS } from "../inputs/operands";
import { EDITORS, SHAPES } from "../inputs/registry";
import { itemsOf, number, withValue, type Property } from "../inputs/schema";
import { isAsked, operandOf, operatorsFor, partsOf, startOf, withField, withOperator, type Parts } from "./language";

export interface PartsProps {
  readonly parts: Parts;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly attributes: readonly Attribute[];
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
}

export function PartsEditor(props: PartsProps): ReactNode {
  const { parts, issues } = props;
  const id = useId();
  const beside = issuesBeside(issues, parts.properties.map((property) => property.name));
  return (
    <>
      <div className="rb-parts">
        {parts.subject !== "" && <span className="rb-subject">{parts.subject}</span>}
        {parts.properties.map((property) => (
          <Part key={property.name} {...props} property={property} />
        ))}
      </div>
      {beside.length > 0 && <Problems id={`${id}-issues`} issues={beside} />}
    </>
  );
}

function Part(props: PartsProps & { property: Property }): ReactNode {
  const { property, parts, value, onChange, attributes, disabled } = props;
  const issues = issuesUnder(props.issues, property.name);
  const set = (next: unknown): void =>
    onChange(property.name === "field" ? withField(parts, value, next, attributes) : withValue(value, property.name, next));
  if (property.name === "operator") {
    return <Operator {...props} issues={issues} onPick={(operator) => onChange(withOperator(parts, value, operator))} />;
  }
  const operand = property.editor === "operand" ? operandOf(parts, value["operator"]) : "";
  if (operand === "none" || !isAsked(property, value)) return null;
  if (property.shape === "objects") return <Tests property={property} value={value[property.name]} onChange={set} attributes={[]} issues={issues} disabled={disabled} />;
  if (property.shape === "object") {
    const inner = value[property.name];
    return (
      // What narrows the condition further; most ask without it.
      <details className="rb-more" open={(isRecord(inner) && Object.keys(inner).length > 0) || issues.length > 0 || undefined}>
        <summary>{property.title}</summary>
        <PartsEditor
          parts={partsOf(property.schema)}
          value={isRecord(inner) ? inner : {}}
          onChange={(next) => set(Object.keys(next).length === 0 ? undefined : next)}
          attributes={attributes}
          issues={issues}
          disabled={disabled}
        />
      </details>
    );
  }
  return <Single property={property} operand={operand} value={value} onChange={set} issues={issues} disabled={disabled} />;
}

interface SingleProps {
  readonly property: Property;
  readonly operand: string;
  readonly value: Json;
  readonly onChange: (value: unknown) => void;
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
}

function Single({ property, operand, value, onChange, issues, disabled }: SingleProps): ReactNode {
  const id = useId();
  const widget = property.editor === null ? SHAPES[property.shape] : EDITORS[property.editor];
  const Input = OPERANDS[operand] ?? (widget ?? SHAPES[property.shape])?.input;
  if (Input === undefined) return null;
  const optional = !property.required && property.editor !== "operand";
  return (
    <div className="rb-part" data-part={property.name} data-optional={optional || undefined}>
      <label htmlFor={id} className={optional ? "cf-help" : "cf-sr"}>
        {property.title}
      </label>
      <Input
        id={id}
        value={value[property.name] ?? (property.name === "count" ? property.fallback : undefined)}
        onChange={onChange}
        schema={property.schema}
        disabled={disabled}
        required={!optional}
        describedBy={issues.length > 0 ? `${id}-issues` : undefined}
        invalid={issues.some((issue) => issue.severity === "error")}
        siblings={value}
        issues={issuesHere(issues)}
      />
      {issues.length > 0 && <Problems id={`${id}-issues`} issues={issues} />}
    </div>
  );
}

function Operator({ property, value, attributes, issues, disabled, onPick }: PartsProps & { property: Property; onPick: (operator: string) => void }): ReactNode {
  const id = useId();
  const groups = operatorsFor(property, value["field"], attributes);
  const current = textOf(value["operator"]);
  const known = groups.some((group) => group.options.some((option) => option.value === current));
  const options = (group: (typeof groups)[number]): ReactNode =>
    group.options.map((option) => (
      // An operator such as "is known" stands under each kind that it fits.
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <div className="rb-part" data-part="operator">
      <label htmlFor={id} className="cf-sr">
        {property.title}
      </label>
      <select id={id} className="cf-input cf-select" value={current} disabled={disabled} aria-describedby={issues.length > 0 ? `${id}-issues` : undefined} onChange={(event) => onPick(event.target.value)}>
        {!known && <option value={current}>{current === "" ? "Choose…" : current}</option>}
        {groups.map((group) => (group.label === "" || groups.length === 1 ? options(group) : <optgroup key={group.kind} label={group.label}>{options(group)}</optgroup>))}
      </select>
      {issues.length > 0 && <Problems id={`${id}-issues`} issues={issues} />}
    </div>
  );
}

interface TestsProps {
  readonly property: Property;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly attributes: readonly Attribute[];
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
}

/** A list of tests, all of which must hold: those of an event's properties. */
function Tests({ property, value, onChange, attributes, issues, disabled }: TestsProps): ReactNode {
  const tests: readonly Json[] = Array.isArray(value) ? value.filter(isRecord) : [];
  const parts = partsOf(itemsOf(property.schema));
  const set = (next: readonly Json[]): void => onChange(next.length === 0 ? undefined : next);
  const full = tests.length >= (number(property.schema, "maxItems") ?? Infinity);
  return (
    <div className="rb-tests" role="group" aria-label={property.title}>
      {tests.map((test, index) => (
        <div key={index} className="rb-test">
          <span className="cf-help">{index === 0 ? property.title.toLowerCase() : "and"}</span>
          <PartsEditor parts={parts} value={test} onChange={(next) => set(tests.map((each, place) => (place === index ? next : each)))} attributes={attributes} issues={issuesUnder(issues, index)} disabled={disabled} />
          <button type="button" className="cf-icon-button" aria-label={`Remove test ${index + 1}`} disabled={disabled} onClick={() => set(tests.filter((_, place) => place !== index))}>
            ×
          </button>
        </div>
      ))}
      <button type="button" className="cf-button" disabled={disabled || full} onClick={() => set([...tests, startOf(parts)])}>
        {tests.length === 0 ? "Only where a property is …" : "Add a test"}
      </button>
    </div>
  );
}
