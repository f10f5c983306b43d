// A question about the contact, answered yes or no.

import { ruleSummary } from "./rule";
import type { NodeType } from "./type";

export const condition: NodeType = {
  key: "condition",
  label: "Condition",
  tone: "decision",
  icon: ["M12 3 21 12 12 21 3 12z"],
  ports: () => [
    { key: "yes", label: "Yes" },
    { key: "no", label: "No" },
  ],
  summary: (config, names) => `${ruleSummary(config["rule"], names)}?`,
};
