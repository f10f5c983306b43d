// The form of one node, whatever its type: its name, what the type does, and the fields of its config.

import { useId, type ReactNode } from "react";
import { FormContextProvider, type FormContext } from "../../inputs/context";
import type { FlowNode } from "../model/document";
import type { Config, Names, NodeType } from "../nodes/type";
import { Fields } from "./Fields";
import { Problems } from "../../inputs/Help";
import { issuesBeside, issuesOfNode, issuesUnder, type FlowIssue } from "../../inputs/issues";
import type { NodeSchema } from "./schemas";
import "../../inputs/inputs.css";

export interface NodeFormProps {
  readonly node: FlowNode;
  readonly type: NodeType;
  readonly schema: NodeSchema;
  readonly names: Names;
  /** The issues of the whole flow, or of this node. */
  readonly issues: readonly FlowIssue[];
  readonly disabled: boolean;
  readonly onChange: (config: Config) => void;
  readonly onRename: (name: string) => void;
  readonly context: FormContext;
}

const NAME_LENGTH = 200;

/** Mount it anew for another node (`key={node.id}`), so that nothing typed for one shows at the other. */
export function NodeForm({ node, type, schema, names, issues, disabled, onChange, onRename, context }: NodeFormProps): ReactNode {
  const id = useId();
  const own = issuesOfNode(issues, node.id);
  const elsewhere = issuesBeside(own, ["config"]);
  return (
    <FormContextProvider value={{ ...context, names: { ...context.names, ...names } }}>
      <form className="cf" aria-label={`Settings of ${node.name || type.summary(node.config, names)}`} onSubmit={(event) => event.preventDefault()}>
        {schema.description !== "" && <p className="cf-intro">{schema.description}</p>}
        <div className="cf-field">
          <label htmlFor={id} className="cf-label">
            Name
          </label>
          <input
            id={id}
            type="text"
            className="cf-input"
            autoComplete="off"
            value={node.name ?? ""}
            placeholder={type.summary(node.config, names)}
            maxLength={NAME_LENGTH}
            disabled={disabled}
            onChange={(event) => onRename(event.target.value)}
          />
        </div>
        {elsewhere.length > 0 && <Problems id={`${id}-issues`} issues={elsewhere} />}
        <Fields
          schema={schema.config}
          value={node.config}
          onChange={onChange}
          issues={issuesUnder(own, "config")}
          disabled={disabled}
        />
      </form>
    </FormContextProvider>
  );
}
