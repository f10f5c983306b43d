// The contact rests here for a while: a length of time, until a date, or until a time of its own day.

import { isRecord, NEXT, text, type Config, type NodeType } from "./type";

export const wait: NodeType = {
  key: "wait",
  label: "Wait",
  tone: "timing",
  icon: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3 2"],
  ports: () => NEXT,
  summary: (config) => {
    const { duration, offset } = config;
    if (isRecord(duration)) return `Wait ${length(duration, Number(duration["value"]))}`;
    const until = text(config, "until");
    if (until !== "") return `Wait until ${until.slice(0, 16).replace("T", " ")}`;
    const attribute = text(config, "attribute");
    if (attribute === "") return localSummary(config);
    if (!isRecord(offset)) return `Wait until ${attribute}`;
    const value = Number(offset["value"]);
    return `Wait until ${length(offset, Math.abs(value))} ${value < 0 ? "before" : "after"} ${attribute}`;
  },
};

function length(duration: Config, value: number): string {
  const unit = text(duration, "unit").replace(/s$/, "");
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}

function localSummary(config: Config): string {
  const { weekdays, window } = config;
  const parts = [text(config, "local_time")];
  if (Array.isArray(weekdays)) parts.push(weekdays.map(String).join(", "));
  if (isRecord(window)) parts.push(`between ${text(window, "start")} and ${text(window, "end")}`);
  const words = parts.filter((part) => part !== "").join(" ");
  return words === "" ? "Wait" : `Wait until ${words}`;
}
