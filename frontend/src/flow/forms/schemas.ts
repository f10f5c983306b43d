// The server's node types as they were when this was built (campaigns/nodes/schemas.json).

import data from "../../../../campaigns/nodes/schemas.json";
import { inlined, type Json } from "../../inputs/schema";

export interface NodeSchema {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly category: string;
  /** With its references followed. */
  readonly config: Json;
}

export const NODE_SCHEMAS: readonly NodeSchema[] = data.map((schema) => ({ ...schema, config: inlined(schema.config) }));

const BY_KEY = new Map(NODE_SCHEMAS.map((schema) => [schema.key, schema]));

/** The schema of a node type; one that this build does not know has nothing to set. */
export function schemaOf(type: string): NodeSchema {
  return BY_KEY.get(type) ?? { key: type, label: type, description: "This page is older than this kind of step. Reload it to change the step.", category: "", config: {} };
}
