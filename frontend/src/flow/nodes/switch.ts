// The first of several questions that the contact answers with yes decides the way.

import { records, text, type NodeType } from "./type";

export const switchNode: NodeType = {
  key: "switch",
  label: "Switch",
  tone: "decision",
  icon: ["M12 3v6", "M4 21v-6h16v6", "M12 9v12", "m9 6 3-3 3 3"],
  starter: {
    branches: [
      { port: "branch_1", name: "Branch 1" },
      { port: "branch_2", name: "Branch 2" },
    ],
  },
  ports: (config) => [
    ...records(config["branches"]).map((branch) => ({
      key: text(branch, "port"),
      label: text(branch, "name") || text(branch, "port"),
    })),
    { key: "else", label: "Else" },
  ],
  summary: (config) => `First of ${records(config["branches"]).length} branches that fits`,
};
