// Whom messages of the channel beside it come from; without one it is the workspace's default sender.

import type { ReactNode } from "react";
import { once } from "./asked";
import { useForm } from "./context";
import { textOf, type InputProps } from "./input";
import { matching } from "./matching";
import { Picker } from "./Picker";

export function SenderPicker(props: InputProps): ReactNode {
  const { api } = useForm();
  const channel = textOf(props.siblings["channel"]);
  return (
    <Picker
      input={props}
      about={`senders ${channel}`}
      placeholder={props.required ? "Choose a sender" : "The workspace’s default sender"}
      empty={channel === "" ? "Choose the channel first." : "No sender of this channel."}
      load={async (search) => {
        const senders = await once(api, `senders ${channel}`, () => api.senders(channel));
        return matching(senders.map((sender) => ({ value: sender.id, label: sender.name, detail: sender.address })), search);
      }}
    />
  );
}
