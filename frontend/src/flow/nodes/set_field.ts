// Writes a value into one of the contact's fields.

import { NEXT, text, type NodeType } from "./type";

export const setField: NodeType = {
  key: "set_field",
  label: "Set a field",
  tone: "contact",
  icon: ["M4 20h4L19 9l-4-4L4 16z", "m13 7 4 4"],
  ports: () => NEXT,
  summary: (config) =>
    config["value"] === null
      ? `Clear ${text(config, "field")}`
      : `Set ${text(config, "field")} to “${text(config, "value")}”`,
};
