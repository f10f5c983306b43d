// The contact rests here for a while: a length of time, until a date or a time of its own day, or until something happens.

import type { Port } from "../model/document";
import { isRecord, NEXT, text, type Config, type NodeType } from "./type";

export const wait: NodeType = {
  key: "wait",
  label: "Wait",
  tone: "timing",
  icon: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5l3 2"],
  starter: { duration: { value: 1, unit: "days" } },
  ports: (config) => (awaits(config) ? awaitedPorts(config) : NEXT),
  summary: (config) => {
    const { duration, offset } = config;
    if (isRecord(duration)) return `Wait ${length(duration, Number(duration["value"]))}`;
    if (awaits(config)) return awaitedSummary(config);
    const until = text(config, "until");
    if (until !== "") return `Wait until ${until.slice(0, 16).replace("T", " ")}`;
    const attribute = text(config, "attribute");
    if (attribute === "") return localSummary(config);
    if (!isRecord(offset)) return `Wait until ${attribute}`;
    const value = Number(offset["value"]);
    return `Wait until ${length(offset, Math.abs(value))} ${value < 0 ? "before" : "after"} ${attribute}`;
  },
};

const TIMEOUT: Port = { key: "timeout", label: "Time is up" };
const EVENT_PORTS: readonly Port[] = [{ key: "next", label: "It happened" }, TIMEOUT];
const RULE_PORTS: readonly Port[] = [{ key: "next", label: "Rule holds" }, TIMEOUT];

function awaitedPorts(config: Config): readonly Port[] {
  return text(config, "event") === "" ? RULE_PORTS : EVENT_PORTS;
}

/** Whether it waits for an event or a rule, which may fail to come. */
function awaits(config: Config): boolean {
  return text(config, "event") !== "" || isRecord(config["rule"]);
}

function awaitedSummary(config: Config): string {
  const { timeout, filter } = config;
  const most = isRecord(timeout) ? length(timeout, Number(timeout["value"])) : "30 days";
  const event = text(config, "event");
  const what = event === "" ? "until a rule holds" : `for “${event}”${isRecord(filter) ? " and a filter" : ""}`;
  return `Wait ${what}, at most ${most}`;
}

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
