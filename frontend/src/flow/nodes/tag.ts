// Adds a tag to the contact, or takes it off.

import { NEXT, text, type NodeType } from "./type";

export const tag: NodeType = {
  key: "tag",
  label: "Tag",
  tone: "contact",
  icon: ["M3 12V4h8l10 10-8 8z", "M7.5 8.5h.01"],
  starter: { action: "add" },
  ports: () => NEXT,
  summary: (config) => {
    const verb = text(config, "action") === "remove" ? "Remove" : "Add";
    return `${verb} tag “${text(config, "tag")}”`;
  },
};
