// Only so many contacts in a span of time go on; the others queue.

import { NEXT, text, type NodeType } from "./type";

export const throttle: NodeType = {
  key: "throttle",
  label: "Throttle",
  tone: "timing",
  icon: ["M4 4h16l-6 8v7l-4 2v-9z"],
  starter: { count: 100, per: "hour" },
  ports: () => NEXT,
  summary: (config) => {
    const per = text(config, "per");
    return per === "" ? "Throttle" : `At most ${text(config, "count")} ${per === "hour" ? "an" : "a"} ${per}`;
  },
};
