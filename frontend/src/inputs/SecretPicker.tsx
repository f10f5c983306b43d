// The name of one of the workspace's secrets; their values never come here.

import type { ReactNode } from "react";
import { once } from "./asked";
import { useForm } from "./context";
import type { InputProps } from "./input";
import { matching } from "./matching";
import { Picker } from "./Picker";

export function SecretPicker(props: InputProps): ReactNode {
  const { api } = useForm();
  return (
    <Picker
      input={props}
      about="secrets"
      placeholder="The one named “default”"
      empty="The workspace has no secrets yet; an admin adds them."
      load={async (search) => {
        const secrets = await once(api, "secrets", () => api.secrets());
        return matching(secrets.map((name) => ({ value: name, label: name })), search);
      }}
    />
  );
}
