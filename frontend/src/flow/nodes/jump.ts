// The contact's way goes on in another campaign.

import { referred, type NodeType } from "./type";

export const jump: NodeType = {
  key: "jump",
  label: "Jump",
  tone: "end",
  icon: ["M4 12h12", "m11 7 5 5-5 5", "M20 4v16"],
  ports: () => [],
  summary: (config, names) => `Go on in “${referred(config, "campaign", names, "no campaign yet")}”`,
};
