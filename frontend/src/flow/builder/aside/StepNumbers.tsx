// The live numbers of the open step: where people are, what became of its messages, why some failed.

import type { EndedWays } from "../../../api/types";
import { grouped } from "../../canvas/CardLines";
import { useEditor, useEditorState } from "../context";
import { useLiveDays } from "../liveDays";
import { peopleHref, type PeopleFilter } from "../links";

export function StepNumbers({ id }: { readonly id: string }) {
  const editor = useEditor();
  const counts = useEditorState((state) => state.live?.counts.nodes[id] ?? null);
  const days = useLiveDays();
  if (counts === null) return null;
  const { messages, failures, skips } = counts;
  const href = (filter: PeopleFilter): string => peopleHref(editor.place.contactsUrl, id, filter);
  const rows: readonly (readonly [words: string, count: number, href: string])[] = [
    ["Here now", counts.waiting, href({ state: "pending" })],
    ["Passed", counts.passed, href({ port: "*", ...days })],
    ["Failed", counts.failed, href({ state: "failed" })],
    ["Skipped", counts.skipped, href({ state: "skipped" })],
    ...(messages === null
      ? []
      : ([
          ["Sent", messages.sent, href({ message: "sent", ...days })],
          ["Opened", messages.opened, href({ message: "opened", ...days })],
          ["Clicked", messages.clicked, href({ message: "clicked", ...days })],
        ] as const)),
  ];
  return (
    <section aria-label="Numbers of this step">
      <dl className="fb-numbers">
        {rows.map(([words, count, to]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{count === 0 ? grouped(count) : <a href={to}>{grouped(count)}</a>}</dd>
          </div>
        ))}
      </dl>
      <Reasons title="Failed because" ended={failures} severity="error" href={(reason) => href({ state: "failed", reason })} />
      <Reasons title="Skipped because" ended={skips} severity="warning" href={(reason) => href({ state: "skipped", reason })} />
    </section>
  );
}

interface ReasonsProps {
  readonly title: string;
  readonly ended: readonly EndedWays[];
  readonly severity: "error" | "warning";
  readonly href: (reason: string) => string;
}

function Reasons({ title, ended, severity, href }: ReasonsProps) {
  if (ended.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="fb-issues">
        {ended.map(({ reason, words, contacts }) => (
          <li key={reason} data-severity={severity}>
            {words || reason} {reason === "" ? <b>{grouped(contacts)}</b> : <a href={href(reason)}>{grouped(contacts)}</a>}
          </li>
        ))}
      </ul>
    </>
  );
}
