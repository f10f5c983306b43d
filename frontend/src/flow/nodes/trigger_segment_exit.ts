// The contact leaves a segment.

import { NEXT, referred, type NodeType } from "./type";

export const triggerSegmentExit: NodeType = {
  key: "trigger_segment_exit",
  label: "Leaves a segment",
  tone: "trigger",
  icon: ["M9 3H3v18h6", "M9 12h12", "m17 8 4 4-4 4"],
  ports: () => NEXT,
  summary: (config, names) => `Left “${referred(config, "segment", names, "no segment yet")}”`,
};
