// Audience, projected sends and cost of the saved draft, asked again after each save.

import { useEffect } from "react";
import { grouped } from "../../canvas/CardLines";
import { channelName } from "../../../inputs/labels";
import type { ChannelEstimate, Estimate, Money } from "../../../api/types";
import { useEditor, useEditorState } from "../context";

export function Estimates() {
  useEstimate();
  const estimate = useEditorState((state) => state.estimate);
  if (estimate === null) return <div className="fb-estimates" />;
  const { audience, sends, cost, channels } = estimate;
  return (
    <div className="fb-estimates">
      <dl>
        <div title={audience.segment === null ? undefined : `Segment ${audience.segment.name}`}>
          <dt>Audience</dt> <dd>{(audience.exact ? "" : "about ") + grouped(audience.contacts)}</dd>
        </div>
        <div>
          <dt>Projected sends</dt> <dd>{grouped(sends)}</dd>
        </div>
        <div title={cost === null ? "Some message has no price: add it to the price list." : undefined}>
          <dt>Projected cost</dt> <dd>{costWords(cost)}</dd>
        </div>
      </dl>
      {channels.length > 0 && <PerChannel estimate={estimate} />}
    </div>
  );
}

/** Sends and cost of each channel and type of message, folded away. */
function PerChannel({ estimate }: { readonly estimate: Estimate }) {
  return (
    <details className="fb-channels">
      <summary>Per channel</summary>
      <ul>
        {estimate.channels.map((each) => (
          <li key={`${each.channel} ${each.messageType}`}>{channelWords(each, estimate.cost?.currency)}</li>
        ))}
      </ul>
    </details>
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
    return `${amount} ${currency}`.trim();
  }
}

/** `e-mail, marketing: 3 sends, €0.30` */
export function channelWords({ channel, messageType, sends, cost }: ChannelEstimate, currency = ""): string {
  const kind = messageType === "" ? "" : `, ${messageType.toLowerCase()}`;
  const price = cost === null ? ", no price" : `, ${moneyWords({ amount: cost, currency })}`;
  return `${channelName(channel)}${kind}: ${grouped(sends)} ${sends === 1 ? "send" : "sends"}${price}`;
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
