// A backend calls the runtime API.

import { NEXT, type NodeType } from "./type";

export const triggerApi: NodeType = {
  key: "trigger_api",
  label: "Called by API",
  tone: "trigger",
  icon: ["m8 7-5 5 5 5", "m16 7 5 5-5 5", "M14 4l-4 16"],
  ports: () => NEXT,
  summary: () => "Called by API",
};
