// A message step of the flow at hand. Of another campaign only the step's id can be named.

import type { ReactNode } from "react";
import { useForm } from "./context";
import { ariaOf, textOf, type InputProps } from "./input";
import { TextInput } from "./plain";

export function NodePicker(props: InputProps): ReactNode {
  const { id, value, onChange, disabled, siblings } = props;
  const { workflow, names } = useForm();
  const current = textOf(value);
  const elsewhere = workflow === null || textOf(siblings["campaign"]) !== "";
  if (elsewhere) return <TextInput {...props} />;
  const messages = workflow.nodes.filter((node) => node.type === "send");
  const known = messages.some((node) => node.id === current);
  return (
    <select id={id} className="cf-input cf-select" value={current} disabled={disabled} onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)} {...ariaOf(props)}>
      <option value="">Any message</option>
      {!known && current !== "" && <option value={current}>{current} (no longer in the flow)</option>}
      {messages.map((node) => (
        <option key={node.id} value={node.id}>
          {node.name || names[textOf(node.config["template"])] || node.id}
        </option>
      ))}
    </select>
  );
}
