// The little that the model must know of node types beyond their ports; a test compares it with the server's registry.

import type { FlowNode } from "./document";

/** Whether contacts get in here: nothing may lead to it. */
export function isTrigger(node: Pick<FlowNode, "type">): boolean {
  return node.type.startsWith("trigger_");
}

/** Whether contacts always rest here, so that a loop may pass. */
export function isRest(node: Pick<FlowNode, "type">): boolean {
  return node.type === "wait";
}
