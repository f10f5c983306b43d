// A list of objects: each item's fields in a box, to be added and removed.

import { useId, type ReactNode } from "react";
import { isRecord } from "../../api/guards";
import type { Json } from "../../inputs/input";
import type { FieldProps } from "./Field";
import { Required } from "./Field";
import { Fields } from "./Fields";
import { Help, Problems } from "../../inputs/Help";
import { issuesBeside, issuesUnder } from "../../inputs/issues";
import { itemsOf, number } from "../../inputs/schema";

export function ObjectsField({ property, value, onChange, siblings, issues, disabled }: FieldProps): ReactNode {
  const id = useId();
  const list: readonly Json[] = Array.isArray(value) ? value.filter(isRecord) : [];
  const items = itemsOf(property.schema);
  const most = number(property.schema, "maxItems");
  const here = issuesBeside(issues, [...list.keys()]);
  const change = (index: number, item: Json): void => onChange(list.map((each, place) => (place === index ? item : each)));
  return (
    <fieldset className="cf-field cf-box" data-field={property.name}>
      <legend className="cf-label">
        {property.title}
        {property.required && <Required />}
      </legend>
      {property.help !== "" && <Help id={`${id}-help`} text={property.help} />}
      {here.length > 0 && <Problems id={`${id}-issues`} issues={here} />}
      {list.map((item, index) => (
        <div key={index} className="cf-box" role="group" aria-label={`${property.title} ${index + 1}`}>
          <Fields schema={items} value={item} onChange={(next) => change(index, next)} issues={issuesUnder(issues, index)} disabled={disabled} around={siblings} />
          <button type="button" className="cf-button" disabled={disabled} onClick={() => onChange(list.filter((_, place) => place !== index))}>
            Remove {index + 1}
          </button>
        </div>
      ))}
      <button type="button" className="cf-button" disabled={disabled || (most !== undefined && list.length >= most)} onClick={() => onChange([...list, {}])}>
        Add
      </button>
    </fieldset>
  );
}
