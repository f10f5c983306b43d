// The contact enters a segment.

import { NEXT, referred, type NodeType } from "./type";

export const triggerSegmentEntry: NodeType = {
  key: "trigger_segment_entry",
  label: "Enters a segment",
  tone: "trigger",
  icon: ["M15 3h6v18h-6", "M3 12h12", "m11 8 4 4-4 4"],
  ports: () => NEXT,
  summary: (config, names) => `Entered “${referred(config, "segment", names, "no segment yet")}”`,
};
