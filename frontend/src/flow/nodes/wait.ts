// The contact rests here for a while.

import { isRecord, NEXT, text, type NodeType } from "./type";

export const wait: NodeType = {
  key: "wait",
  label: "Wait",
  tone: "timing",
  icon: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3 2"],
  ports: () => NEXT,
  summary: (config) => {
    const duration = config["duration"];
    if (!isRecord(duration)) return "Wait";
    const value = text(duration, "value");
    const unit = text(duration, "unit").replace(/s$/, "");
    return `Wait ${value} ${unit}${value === "1" ? "" : "s"}`;
  },
};
