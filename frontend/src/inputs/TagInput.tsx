// A tag: one that contacts have already, or a new one.

import type { ReactNode } from "react";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { Picker } from "./Picker";

export function TagInput(props: InputProps): ReactNode {
  const { api } = useForm();
  return (
    <Picker
      input={props}
      free
      about="tags"
      placeholder="For example vip"
      empty="A new tag: no contact has it yet."
      load={async (search, signal) => (await api.tags(search, signal)).map((tag) => ({ value: tag, label: tag }))}
    />
  );
}
