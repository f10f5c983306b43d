// Another campaign of the workspace.

import type { ReactNode } from "react";
import { pageOf, useForm } from "./context";
import { textOf, type InputProps } from "./input";
import { readable } from "./labels";
import { Picker } from "./Picker";

export function CampaignPicker(props: InputProps): ReactNode {
  const form = useForm();
  const current = textOf(props.value);
  const page = current === "" ? undefined : pageOf(form, `campaigns/${current}/`);
  return (
    <>
      <Picker
        input={props}
        about="campaigns"
        placeholder="Search campaigns"
        empty="No such campaign."
        load={async (search, signal) =>
          (await form.api.campaigns(search, signal))
            .filter((campaign) => campaign.id !== form.campaignId)
            .map((campaign) => ({ value: campaign.id, label: campaign.name, detail: readable(campaign.status.toLowerCase()) }))
        }
      />
      {page !== undefined && (
        <a className="cf-link" href={page} target="_blank" rel="noreferrer">
          Open the campaign
        </a>
      )}
    </>
  );
}
