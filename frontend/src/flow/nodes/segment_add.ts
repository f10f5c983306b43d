// Puts the contact into a static segment.

import { NEXT, referred, type NodeType } from "./type";

export const segmentAdd: NodeType = {
  key: "segment_add",
  label: "Add to a segment",
  tone: "contact",
  icon: ["M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M2 21v-2a6 6 0 0 1 12 0v2", "M16 9h6", "M19 6v6"],
  ports: () => NEXT,
  summary: (config, names) => `Add to “${referred(config, "segment", names, "no segment yet")}”`,
};
