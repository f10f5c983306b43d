// Something that the contact did.

import { isRecord, NEXT, text, type NodeType } from "./type";

export const triggerEvent: NodeType = {
  key: "trigger_event",
  label: "Event",
  tone: "trigger",
  icon: ["m13 2-9 12h7l-1 8 9-12h-7z"],
  ports: () => NEXT,
  summary: (config) => {
    const event = text(config, "event");
    if (event === "") return "No event yet";
    return `Did “${event}”${isRecord(config["filter"]) ? ", filtered" : ""}`;
  },
};
