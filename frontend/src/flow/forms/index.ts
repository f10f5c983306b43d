// The side panel's forms: what the builder needs of them.

export { NodeForm, type NodeFormProps } from "./NodeForm";
export { NODE_SCHEMAS, schemaOf, type NodeSchema } from "./schemas";
export type { FormContext } from "../../inputs/context";
