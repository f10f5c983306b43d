// A date, or a repeating schedule.

import { NEXT, referred, text, type NodeType } from "./type";

export const triggerScheduled: NodeType = {
  key: "trigger_scheduled",
  label: "On a schedule",
  tone: "trigger",
  icon: ["M4 6h16v15H4z", "M4 11h16", "M8 3v5", "M16 3v5"],
  ports: () => NEXT,
  summary: (config, names) => {
    const at = text(config, "at").replace("T", " ").slice(0, 16);
    const repeats = text(config, "rrule") !== "";
    const when = at !== "" ? `On ${at}` : repeats ? "Again and again" : "On a schedule";
    const segment = referred(config, "segment", names, "");
    return segment === "" ? when : `${when} for “${segment}”`;
  },
};
