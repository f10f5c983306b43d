// Calls somebody's HTTP address and goes on by its answer.

import { text, type NodeType } from "./type";

export const webhook: NodeType = {
  key: "webhook",
  label: "Webhook",
  tone: "contact",
  icon: ["M10 13a5 5 0 0 0 7.5.5l3-3a5 5 0 0 0-7-7l-1.8 1.7", "M14 11a5 5 0 0 0-7.5-.5l-3 3a5 5 0 0 0 7 7l1.7-1.7"],
  ports: () => [
    { key: "success", label: "Success" },
    { key: "failure", label: "Failure" },
  ],
  summary: (config) => {
    const host = /^https?:\/\/([^/?#]*)/.exec(text(config, "url"))?.[1] ?? "";
    return host === "" ? "Call an address" : `${text(config, "method") || "POST"} ${host}`;
  },
};
