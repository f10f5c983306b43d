// One property of a config: label, input, help, issues. Objects and lists of objects are drawn as fields inside fields.

import { useId, type ReactNode } from "react";
import { isRecord } from "../../api/guards";
import type { Json } from "../../inputs/input";
import { Fields } from "./Fields";
import { Help, Problems } from "../../inputs/Help";
import { hintOf } from "./hints";
import { issuesHere, type FieldIssue } from "../../inputs/issues";
import { ObjectsField } from "./ObjectsField";
import type { Property } from "../../inputs/schema";
import type { Widget } from "../../inputs/registry";
import { widgetOf } from "./widgets";

export interface FieldProps {
  readonly property: Property;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly siblings: Json;
  readonly issues: readonly FieldIssue[];
  readonly disabled: boolean;
}

export function Field(props: FieldProps): ReactNode {
  const widget = widgetOf(props.property);
  if (widget !== undefined) return <WidgetField {...props} widget={widget} />;
  return props.property.shape === "objects" ? <ObjectsField {...props} /> : <ObjectField {...props} />;
}

function WidgetField({ property, widget, value, onChange, siblings, issues, disabled }: FieldProps & { widget: Widget }): ReactNode {
  const id = useId();
  const hint = hintOf(property.schema, value);
  const shown = widget.ownIssues === true ? issuesHere(issues) : issues;
  const invalid = shown.some((issue) => issue.severity === "error");
  const described = [property.help && `${id}-help`, hint && `${id}-hint`, shown.length > 0 && `${id}-issues`].filter(Boolean).join(" ");
  const Input = widget.input;
  const input = (
    <Input
      id={id}
      value={value}
      onChange={onChange}
      schema={property.schema}
      disabled={disabled}
      required={property.required}
      describedBy={described === "" ? undefined : described}
      invalid={invalid}
      siblings={siblings}
      issues={issues}
    />
  );
  const label = (
    <>
      {property.title}
      {property.required && <Required />}
    </>
  );
  return (
    <div
      className="cf-field"
      data-field={property.name}
      {...(widget.group === true ? { role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": described || undefined } : {})}
    >
      {widget.group === true ? (
        <span id={`${id}-label`} className="cf-label">
          {label}
        </span>
      ) : (
        <label htmlFor={id} className="cf-label">
          {label}
        </label>
      )}
      {property.unit === null ? (
        input
      ) : (
        <div className="cf-row">
          {input}
          <span className="cf-unit">{property.unit}</span>
        </div>
      )}
      {property.help !== "" && <Help id={`${id}-help`} text={property.help} />}
      {hint !== "" && (
        <p id={`${id}-hint`} className="cf-hint" role="status">
          {hint}
        </p>
      )}
      {shown.length > 0 && <Problems id={`${id}-issues`} issues={shown} />}
    </div>
  );
}

function ObjectField({ property, value, onChange, siblings, issues, disabled }: FieldProps): ReactNode {
  const id = useId();
  const given = isRecord(value);
  if (!property.required && !given) {
    return (
      <div className="cf-field" data-field={property.name}>
        <button type="button" className="cf-button" disabled={disabled} aria-describedby={`${id}-help`} onClick={() => onChange({})}>
          Add: {property.title}
        </button>
        {property.help !== "" && <Help id={`${id}-help`} text={property.help} />}
      </div>
    );
  }
  return (
    <fieldset className="cf-field cf-box" data-field={property.name}>
      <legend className="cf-label">
        {property.title}
        {property.required && <Required />}
      </legend>
      {property.help !== "" && <Help id={`${id}-help`} text={property.help} />}
      <Fields schema={property.schema} value={given ? value : {}} onChange={onChange} issues={issues} disabled={disabled} around={siblings} />
      {!property.required && (
        <button type="button" className="cf-button" disabled={disabled} onClick={() => onChange(undefined)}>
          Remove: {property.title}
        </button>
      )}
    </fieldset>
  );
}

/** Marks what can't be left out. */
export function Required(): ReactNode {
  return (
    <span className="cf-required" title="Needed">
      <span aria-hidden="true"> *</span>
      <span className="cf-sr"> (needed)</span>
    </span>
  );
}
