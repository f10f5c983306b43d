// Somebody presses Start.

import { NEXT, type NodeType } from "./type";

export const triggerManual: NodeType = {
  key: "trigger_manual",
  label: "Started by hand",
  tone: "trigger",
  icon: ["M13 2 4 14h7l-1 8 9-12h-7z"],
  ports: () => NEXT,
  summary: () => "Started by hand",
};
