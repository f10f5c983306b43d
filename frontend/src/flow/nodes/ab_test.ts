// Contacts are split into variants by weight; a contact always gets the same one.

import { records, text, type NodeType } from "./type";

export const abTest: NodeType = {
  key: "ab_test",
  label: "A/B test",
  tone: "experiment",
  icon: ["M12 21v-8", "m12 13-6-6", "m12 13 6-6", "M6 11V7h4", "M18 11V7h-4"],
  starter: {
    variants: [
      { port: "A", name: "A", weight: 50 },
      { port: "B", name: "B", weight: 50 },
    ],
  },
  ports: (config) =>
    records(config["variants"]).map((variant) => ({
      key: text(variant, "port"),
      label: `${text(variant, "name") || text(variant, "port")} · ${text(variant, "weight")} %`,
    })),
  summary: (config) => `Test of ${records(config["variants"]).length} variants`,
};
