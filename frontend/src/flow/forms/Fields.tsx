// The fields of an object: side by side, or one of several ways; what is rarely needed is folded away.

import { useId, type ReactNode } from "react";
import type { Json } from "../../inputs/input";
import { Field } from "./Field";
import { Problems } from "../../inputs/Help";
import { issuesBeside, issuesUnder, type FieldIssue } from "../../inputs/issues";
import { OneOf } from "./OneOf";
import { choicesOf, propertiesOf, withValue, type Property } from "../../inputs/schema";

export interface FieldsProps {
  readonly schema: Json;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
}

export function Fields(props: FieldsProps): ReactNode {
  const { schema, value, onChange, issues, disabled } = props;
  const id = useId();
  const properties = propertiesOf(schema);
  const choices = choicesOf(schema);
  const chosen = new Set(choices.flatMap((choice) => choice.properties));
  const plain = properties.filter((property) => !chosen.has(property.name));
  const own = issuesBeside(issues, properties.map((property) => property.name));
  const draw = (property: Property): ReactNode => (
    <Field
      key={property.name}
      property={property}
      value={value[property.name]}
      onChange={(next) => onChange(withValue(value, property.name, next))}
      siblings={value}
      issues={issuesUnder(issues, property.name)}
      disabled={disabled}
    />
  );
  return (
    <>
      {own.length > 0 && <Problems id={`${id}-issues`} issues={own} />}
      {choices.length > 0 && (
        <OneOf
          label={typeof schema["x-one-of-label"] === "string" ? schema["x-one-of-label"] : "How"}
          choices={choices}
          value={value}
          onChange={onChange}
          disabled={disabled}
          draw={(names) => properties.filter((property) => names.includes(property.name)).map(draw)}
        />
      )}
      {plain.filter((property) => property.group === null).map(draw)}
      {groupsOf(plain).map(([group, members]) => (
        <details key={group} className="cf-more" open={members.some((each) => issuesUnder(issues, each.name).length > 0) || undefined}>
          <summary>{group}</summary>
          {members.map(draw)}
        </details>
      ))}
    </>
  );
}

function groupsOf(properties: readonly Property[]): [string, Property[]][] {
  const groups = new Map<string, Property[]>();
  for (const property of properties) {
    if (property.group !== null) groups.set(property.group, [...(groups.get(property.group) ?? []), property]);
  }
  return [...groups];
}
