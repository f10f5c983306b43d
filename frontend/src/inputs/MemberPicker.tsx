// A member of the workspace, named by e-mail address.

import type { ReactNode } from "react";
import { once } from "./asked";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { matching } from "./matching";
import { Picker } from "./Picker";

export function MemberPicker(props: InputProps): ReactNode {
  const { api } = useForm();
  return (
    <Picker
      input={props}
      about="members"
      placeholder="Nobody yet"
      empty="No such member."
      load={async (search) => {
        const members = await once(api, "members", () => api.members());
        return matching(members.map((member) => ({ value: member.email, label: member.email, detail: member.name === member.email ? "" : member.name })), search);
      }}
    />
  );
}
