// One message to the contact over a channel.

import { isRecord } from "../../api/guards";
import { channelName } from "../../inputs/labels";
import { NEXT, records, referred, text, type NodeType } from "./type";

export const send: NodeType = {
  key: "send",
  label: "Send a message",
  tone: "message",
  icon: ["M3 6h18v13H3z", "m3 7 9 7 9-7"],
  ports: () => NEXT,
  summary: (config, names) => {
    const channel = text(config, "channel");
    const what = channel === "" ? "message" : channelName(channel);
    const more = isRecord(config["rotation"]) ? records(config["rotation"]["templates"]).length : 0;
    return `Send ${what} “${referred(config, "template", names, "no template yet")}”${more > 0 ? ` or ${more} more` : ""}`;
  },
};
