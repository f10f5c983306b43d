// The live numbers of the open step: where people are, what became of its messages, why some failed.

import type { EndedWays } from "../../../api/types";
import { grouped } from "../../canvas/CardLines";
import { useEditor, useEditorState } from "../context";
import { peopleHref } from "../links";

export function StepNumbers({ id }: { readonly id: string }) {
  const editor = useEditor();
  const counts = useEditorState((state) => state.live?.counts.nodes[id] ?? null);
  if (counts === null) return null;
  const { messages, failures, skips } = counts;
  const href = (state?: string): string => peopleHref(editor.place.contactsUrl, id, state);
  const rows: readonly (readonly [words: string, count: number, href?: string])[] = [
    ["Here now", counts.waiting, href("pending")],
    ["Passed", counts.passed, href()],
    ["Failed", counts.failed, href("failed")],
    ["Skipped", counts.skipped, href("skipped")],
    ...(messages === null ? [] : ([["Sent", messages.sent], ["Opened", messages.opened], ["Clicked", messages.clicked]] as const)),
  ];
  return (
    <section aria-label="Numbers of this step">
      <dl className="fb-numbers">
        {rows.map(([words, count, to]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{to === undefined || count === 0 ? grouped(count) : <a href={to}>{grouped(count)}</a>}</dd>
          </div>
        ))}
      </dl>
      <Reasons title="Failed because" ended={failures} severity="error" />
      <Reasons title="Skipped because" ended={skips} severity="warning" />
    </section>
  );
}

interface ReasonsProps {
  readonly title: string;
  readonly ended: readonly EndedWays[];
  readonly severity: "error" | "warning";
}

function Reasons({ title, ended, severity }: ReasonsProps) {
  if (ended.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="fb-issues">
        {ended.map(({ reason, words, contacts }) => (
          <li key={reason} data-severity={severity}>
            {words || reason} <b>{grouped(contacts)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
