// Lays a thread about the contact before the team.

import { NEXT, text, type NodeType } from "./type";

export const notifyInbox: NodeType = {
  key: "notify_inbox",
  label: "Notify the inbox",
  tone: "contact",
  icon: ["M4 4h16v16H4z", "M4 14h5l1 2h4l1-2h5"],
  ports: () => NEXT,
  summary: (config) => `Notify ${text(config, "assignee") || "the inbox"}: “${text(config, "subject")}”`,
};
