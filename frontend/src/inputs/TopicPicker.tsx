// A topic of the workspace: what messages are about.

import type { ReactNode } from "react";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { Picker } from "./Picker";

export function TopicPicker(props: InputProps): ReactNode {
  const form = useForm();
  return (
    <Picker
      input={props}
      about="topics"
      placeholder="All messages"
      empty="No such topic."
      load={async (search, signal) => (await form.api.topics(search, signal)).map((topic) => ({ value: topic.id, label: topic.name }))}
    />
  );
}
