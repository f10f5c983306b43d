// The fields of an object: side by side, or one of several ways; what is rarely needed is folded away.

import { useId, type ReactNode } from "react";
import type { Json } from "../../inputs/input";
import { Field } from "./Field";
import { Problems } from "../../inputs/Help";
import { issuesBeside, issuesUnder, type FieldIssue } from "../../inputs/issues";
import { ownOf } from "./choice";
import { OneOf } from "./OneOf";
import { choicesOf, propertiesOf, withValue, type Choice, type Property } from "../../inputs/schema";

export interface FieldsProps {
  readonly schema: Json;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
  /** What stands around the object: pickers inside it look there, too, such as for the channel. */
  readonly around?: Json;
}

export function Fields(props: FieldsProps): ReactNode {
  const { schema, value, onChange, issues, disabled, around } = props;
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
      siblings={{ ...around, ...value }}
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
          draw={(choice) => drawnFor(choice, choices, properties).map(draw)}
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

/** The properties of the chosen way. A rule that makes the way is emptied there, not taken away: the way is left above. */
function drawnFor(choice: Choice, choices: readonly Choice[], properties: readonly Property[]): Property[] {
  const [first, ...others] = ownOf(choice, choices);
  return properties
    .filter((property) => choice.properties.includes(property.name))
    .map((property) => (property.editor === "rule" && property.name === first && others.length === 0 ? { ...property, required: true } : property));
}

function groupsOf(properties: readonly Property[]): [string, Property[]][] {
  const groups = new Map<string, Property[]>();
  for (const property of properties) {
    if (property.group !== null) groups.set(property.group, [...(groups.get(property.group) ?? []), property]);
  }
  return [...groups];
}
