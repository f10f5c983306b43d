// Audience, projected sends and cost of the saved draft, asked again after each save.

import { useEffect } from "react";
import { grouped } from "../../canvas/CardLines";
import type { ChannelEstimate, Money } from "../../../api/types";
import { useEditor, useEditorState } from "../context";

export function Estimates() {
  useEstimate();
  const estimate = useEditorState((state) => state.estimate);
  if (estimate === null) return <div className="fb-estimates" />;
  const { audience, sends, cost, channels } = estimate;
  return (
    <dl className="fb-estimates">
      <div title={audience.segment === null ? undefined : `Segment ${audience.segment.name}`}>
        <dt>Audience</dt> <dd>{(audience.exact ? "" : "about ") + grouped(audience.contacts)}</dd>
      </div>
      <div title={channels.map(channelWords).join("\n")}>
        <dt>Projected sends</dt> <dd>{grouped(sends)}</dd>
      </div>
      <div title={cost === null ? "Some message has no price: add it to the price list." : channels.map(channelWords).join("\n")}>
        <dt>Projected cost</dt> <dd>{costWords(cost)}</dd>
      </div>
    </dl>
  );
}

/** A cost is unknown where some message has no price. */
export function costWords(cost: Money | null): string {
  return cost === null ? "unknown" : moneyWords(cost);
}

/** 1234.5 EUR → €1,234.50 */
function moneyWords({ amount, currency }: Money): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

export function channelWords({ channel, messageType, sends }: ChannelEstimate): string {
  return `${channel}${messageType === "" ? "" : `, ${messageType}`}: ${grouped(sends)} sends`;
}

function useEstimate(): void {
  const editor = useEditor();
  const revision = useEditorState((state) => state.draft.revision);
  useEffect(() => {
    const stop = new AbortController();
    const { client, campaign } = editor.place;
    client.estimate(campaign, stop.signal).then(
      (estimate) => editor.store.set({ estimate }),
      // A flow that can't be estimated yet has no numbers; that is told by its issues.
      () => undefined,
    );
    return () => stop.abort();
  }, [editor, revision]);
}
