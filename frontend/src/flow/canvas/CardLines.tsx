// The second line of a card: live numbers while they are shown, otherwise how many people are expected here.

import { Fragment } from "react";
import { useEditor, useEditorState } from "../builder/context";
import { useLiveDays } from "../builder/liveDays";
import { peopleHref, type PeopleFilter } from "../builder/links";
import type { FlowNode } from "../model/document";
import { typeOf } from "../nodes";

const MESSAGES = ["sent", "opened", "clicked"] as const;
const NUMBERS = new Intl.NumberFormat("en");

export function grouped(value: number): string {
  return NUMBERS.format(value);
}

interface Props {
  readonly node: FlowNode;
  readonly summary: string;
  /** Whether the numbers stand here as words; on the canvas they are links over the card. */
  readonly withLive?: boolean;
}

export function CardLines({ node, summary, withLive = false }: Props) {
  const live = useEditorState((state) => state.live?.counts.nodes[node.id] ?? null);
  const isLive = useEditorState((state) => state.live !== null);
  const people = useEditorState((state) => state.estimate?.nodes[node.id]);
  const names = useEditorState((state) => state.draft.names);
  if (isLive) {
    return live === null || !withLive ? null : (
      <span className="fb-card-count">
        {grouped(live.passed)} passed{live.waiting > 0 && <b> · {grouped(live.waiting)} here</b>}
      </span>
    );
  }
  if (people !== undefined) return <span className="fb-card-count">{grouped(people)} {people === 1 ? "person" : "people"}</span>;
  const what = typeOf(node).summary(node.config, names);
  return what === summary ? null : <span className="fb-card-count">{what}</span>;
}

/** The numbers of a step as links to the people they count, over its card: a button holds no links. */
export function LiveLinks({ id, title }: { readonly id: string; readonly title: string }) {
  const editor = useEditor();
  const live = useEditorState((state) => state.live?.counts.nodes[id] ?? null);
  const days = useLiveDays();
  if (live === null) return null;
  const { passed, waiting, failed, skipped, messages } = live;
  const href = (filter: PeopleFilter): string => peopleHref(editor.place.contactsUrl, id, filter);
  const counts = [
    [passed, "passed", { port: "*", ...days }],
    [waiting, "here", { state: "pending" }],
    [failed, "failed", { state: "failed" }],
    [skipped, "skipped", { state: "skipped" }],
  ] as const;
  return (
    <>
      <p className="fb-live">
        {counts.map(([count, words, filter]) =>
          count === 0 && words !== "passed" ? null : (
            <a
              key={words}
              className="nopan"
              href={href(filter)}
              data-count={words}
              aria-label={`${grouped(count)} ${words} at “${title}”`}
            >
              {grouped(count)} {words}
            </a>
          ),
        )}
      </p>
      {messages !== null && messages.sent > 0 && (
        <p className="fb-sent">
          {MESSAGES.map((fact, index) => (
            <Fragment key={fact}>
              {index > 0 && " · "}
              {messages[fact] === 0 ? (
                `0 ${fact}`
              ) : (
                <a className="nopan" href={href({ message: fact, ...days })} aria-label={`${grouped(messages[fact])} ${fact} at “${title}”`}>
                  {grouped(messages[fact])} {fact}
                </a>
              )}
            </Fragment>
          ))}
        </p>
      )}
    </>
  );
}
