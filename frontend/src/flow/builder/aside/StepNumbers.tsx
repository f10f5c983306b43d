// The live numbers of the open step: where people are, what became of its messages, why some failed.

import { grouped } from "../../canvas/CardLines";
import { useEditor, useEditorState } from "../context";
import { peopleHref } from "../links";

export function StepNumbers({ id }: { readonly id: string }) {
  const editor = useEditor();
  const counts = useEditorState((state) => state.live?.counts.nodes[id] ?? null);
  if (counts === null) return null;
  const { messages, failures } = counts;
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
      {failures.length > 0 && (
        <ul className="fb-issues">
          {failures.map((failure) => (
            <li key={failure.reason} data-severity="error">
              {failure.words || failure.reason} <b>{grouped(failure.contacts)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
