// Adds to the contact's score, takes from it, or sets it.

import { NEXT, text, type NodeType } from "./type";

export const updateScore: NodeType = {
  key: "update_score",
  label: "Update the score",
  tone: "contact",
  icon: ["M4 19h16", "M7 16v-4", "M12 16V8", "M17 16V4"],
  ports: () => NEXT,
  summary: (config) => {
    const delta = text(config, "delta");
    if (delta === "") return `Set the score to ${text(config, "value")}`;
    return delta.startsWith("-") ? `Take ${delta.slice(1)} from the score` : `Add ${delta} to the score`;
  },
};
