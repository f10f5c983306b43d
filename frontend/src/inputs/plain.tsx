// The plain inputs: text, number, yes or no, one of a few words. Each keeps to the limits that its schema gives.

import { ariaOf, textOf, type InputProps } from "./input";
import { labelsOf } from "./labels";

const LONG_TEXT = 300;

/** One line of text, or several where the schema allows much. */
export function TextInput(props: InputProps) {
  const { id, value, onChange, schema, disabled } = props;
  const most = typeof schema["maxLength"] === "number" ? schema["maxLength"] : undefined;
  const shared = {
    id,
    disabled,
    value: textOf(value),
    className: "cf-input",
    placeholder: textOf(schema["x-placeholder"]),
    onChange: (event: { target: { value: string } }): void => onChange(event.target.value === "" ? undefined : event.target.value),
    ...(most === undefined ? {} : { maxLength: most }),
    ...ariaOf(props),
  };
  return most !== undefined && most > LONG_TEXT ? <textarea rows={4} {...shared} /> : <input type="text" autoComplete="off" {...shared} />;
}

/** A number; whole where the schema says so. */
export function NumberInput(props: InputProps) {
  const { id, value, onChange, schema, disabled } = props;
  const { minimum, maximum } = schema;
  return (
    <input
      id={id}
      type="number"
      className="cf-input cf-number"
      value={typeof value === "number" ? value : ""}
      step={schema["type"] === "integer" ? 1 : "any"}
      min={typeof minimum === "number" ? minimum : undefined}
      max={typeof maximum === "number" ? maximum : undefined}
      placeholder={textOf(schema["default"])}
      disabled={disabled}
      onChange={(event) => onChange(numberOf(event.target.value))}
      {...ariaOf(props)}
    />
  );
}

/** Yes or no, as a switch; what is not said yet is what the schema says. */
export function SwitchInput(props: InputProps) {
  const { id, value, onChange, schema, disabled } = props;
  return (
    <input
      id={id}
      type="checkbox"
      role="switch"
      className="cf-switch"
      checked={value === undefined ? schema["default"] === true : value === true}
      disabled={disabled}
      onChange={(event) => onChange(event.target.checked)}
      {...ariaOf({ ...props, required: false })}
    />
  );
}

/** One of a few words. A value that the schema does not know stays visible until another one is chosen. */
export function SelectInput(props: InputProps) {
  const { id, value, onChange, schema, disabled, required } = props;
  const options = labelsOf(schema);
  const current = textOf(value === undefined || value === null ? schema["default"] : value);
  const known = options.some((option) => option.value === current);
  return (
    <select
      id={id}
      className="cf-input cf-select"
      value={current}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      {...ariaOf(props)}
    >
      {(current === "" || !required) && schema["default"] === undefined && <option value="">Choose…</option>}
      {!known && current !== "" && <option value={current}>{current}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** The number that was typed; undefined for what is none. */
export function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}
