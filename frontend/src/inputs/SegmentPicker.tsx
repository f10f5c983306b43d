// A segment of the workspace; a schema may ask for static ones only (`x-kind`).

import type { ReactNode } from "react";
import { pageOf, useForm } from "./context";
import { textOf, type InputProps } from "./input";
import { Picker } from "./Picker";

export function SegmentPicker(props: InputProps): ReactNode {
  const form = useForm();
  const kind = textOf(props.schema["x-kind"]);
  const current = textOf(props.value);
  const page = current === "" ? undefined : pageOf(form, `segments/${current}/`);
  return (
    <>
      <Picker
        input={props}
        about={`segments ${kind}`}
        placeholder={kind === "static" ? "Search lists kept by hand" : "Search segments"}
        empty="No such segment."
        load={async (search, signal) =>
          (await form.api.segments(kind, search, signal)).map((segment) => ({
            value: segment.id,
            label: segment.name,
            detail: segment.totalMembers === null ? "" : `${segment.totalMembers.toLocaleString("en")} contacts`,
          }))
        }
      />
      {page !== undefined && (
        <a className="cf-link" href={page} target="_blank" rel="noreferrer">
          Open the segment
        </a>
      )}
    </>
  );
}
