// The explicit list of node types that the canvas draws.

import type { FlowNode, Port } from "../model/document";
import { abTest } from "./ab_test";
import { condition } from "./condition";
import { end } from "./end";
import { jump } from "./jump";
import { notifyInbox } from "./notify_inbox";
import { segmentAdd } from "./segment_add";
import { segmentRemove } from "./segment_remove";
import { send } from "./send";
import { setField } from "./set_field";
import { switchNode } from "./switch";
import { tag } from "./tag";
import { throttle } from "./throttle";
import { triggerApi } from "./trigger_api";
import { triggerEvent } from "./trigger_event";
import { triggerManual } from "./trigger_manual";
import { triggerScheduled } from "./trigger_scheduled";
import { triggerSegmentEntry } from "./trigger_segment_entry";
import { triggerSegmentExit } from "./trigger_segment_exit";
import { NEXT, type NodeType } from "./type";
import { updateScore } from "./update_score";
import { wait } from "./wait";
import { webhook } from "./webhook";

export const NODE_TYPES: readonly NodeType[] = [
  triggerManual,
  triggerScheduled,
  triggerEvent,
  triggerSegmentEntry,
  triggerSegmentExit,
  triggerApi,
  send,
  wait,
  throttle,
  condition,
  switchNode,
  abTest,
  tag,
  setField,
  updateScore,
  segmentAdd,
  segmentRemove,
  notifyInbox,
  webhook,
  jump,
  end,
];

const BY_KEY = new Map(NODE_TYPES.map((type) => [type.key, type]));

/** The type of a node; a type unknown to this build is drawn plainly instead of breaking the canvas. */
export function typeOf(node: FlowNode): NodeType {
  return BY_KEY.get(node.type) ?? unknownType(node.type);
}

/** The exits of a node in declared order. */
export function portsOf(node: FlowNode): readonly Port[] {
  return typeOf(node).ports(node.config);
}

function unknownType(key: string): NodeType {
  const label = key.replaceAll("_", " ");
  return {
    key,
    label,
    tone: "end",
    icon: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 8v5", "M12 16h.01"],
    ports: () => NEXT,
    summary: () => label,
  };
}
