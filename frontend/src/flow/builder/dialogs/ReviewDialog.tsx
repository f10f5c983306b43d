// Review and launch: what a launch, or publishing to a running campaign, would do, what stands in its way, and the button.

import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { DraftChanged, wordsOf } from "../../../api/errors";
import type { Review } from "../../../api/types";
import { grouped } from "../../canvas/CardLines";
import { focusOn, openStep } from "../actions/looking";
import { useEditor, useEditorState } from "../context";
import type { Editor } from "../editor";
import { isLaunched } from "../header/LaunchButton";
import { channelWords, costWords } from "../header/Estimates";
import { Modal } from "../Modal";
import { ReviewItems } from "./ReviewItems";

type Loaded = { readonly review: Review } | { readonly failure: string } | null;

const RUNS_ALREADY = "campaign_state";

export function ReviewDialog() {
  const editor = useEditor();
  const [loaded, setLoaded] = useState<Loaded>(null);
  /** Who changed the flow after it was reviewed; it is reviewed anew then. */
  const [changedBy, setChangedBy] = useState("");
  const launched = useEditorState(isLaunched);
  const close = (): void => editor.store.set({ dialog: null });
  useEffect(() => {
    void reviewed(editor).then(setLoaded);
  }, [editor]);
  const again = (error: DraftChanged): void => {
    editor.join(error.current, null);
    setChangedBy(error.current.updatedBy ?? "Somebody else");
    setLoaded(null);
    void reviewed(editor).then(setLoaded);
  };
  return (
    <Modal title={launched ? "Review and publish" : "Review and launch"} className="fb-review" onClose={close}>
      {changedBy !== "" && (
        <p role="alert" className="fb-failure">
          Nothing was launched: {changedBy} changed the flow meanwhile. This is the flow as it is now; look again before you launch.
        </p>
      )}
      {loaded === null && <p role="status">Looking at the audience, the templates and the settings…</p>}
      {loaded !== null && "failure" in loaded && <p role="alert">{loaded.failure}</p>}
      {loaded !== null && "review" in loaded && <Reviewed review={loaded.review} onClose={close} onChanged={again} />}
    </Modal>
  );
}

/** The review of what the server holds, once it holds everything. */
async function reviewed(editor: Editor): Promise<Loaded> {
  if (!(await editor.saver.flush())) {
    return { failure: "Your last changes are not saved yet, so the flow can’t be reviewed." };
  }
  const { client, campaign } = editor.place;
  return client.review(campaign).then(
    (review) => ({ review }),
    (error: unknown) => ({ failure: wordsOf(error) }),
  );
}

interface ReviewedProps {
  readonly review: Review;
  readonly onClose: () => void;
  readonly onChanged: (error: DraftChanged) => void;
}

function Reviewed({ review, onClose, onChanged }: ReviewedProps) {
  const editor = useEditor();
  const launched = useEditorState(isLaunched);
  const { audience, estimate, blockers, warnings, running, quietHours } = review;
  // That it runs already stops a launch, and is just why its changes are published instead.
  const stops = launched ? blockers.filter((blocker) => blocker.code !== RUNS_ALREADY) : blockers;
  const jump = (nodeId: string): void => {
    flushSync(onClose);
    focusOn(editor, nodeId);
    openStep(editor, nodeId);
  };
  return (
    <>
      <dl className="fb-review-numbers">
        <div>
          <dt>Audience</dt>
          <dd>{(audience.exact ? "" : "about ") + grouped(audience.contacts)}</dd>
          <dd className="fb-quiet">{audience.segment?.name ?? "Everybody who enters"}</dd>
        </div>
        <div>
          <dt>Sends</dt>
          <dd>{grouped(estimate.sends)}</dd>
          {estimate.channels.map((channel) => (
            <dd key={`${channel.channel} ${channel.messageType}`} className="fb-quiet">{channelWords(channel, estimate.cost?.currency)}</dd>
          ))}
        </div>
        <div>
          <dt>Cost</dt>
          <dd>{costWords(estimate.cost)}</dd>
        </div>
      </dl>
      <ReviewItems title={launched ? "This stops publishing" : "This stops the launch"} items={stops} severity="error" onJump={jump} />
      <ReviewItems title="Worth a look" items={warnings} severity="warning" onJump={jump} />
      {quietHours !== null && <p>Quiet hours: {quietWords(quietHours)}.</p>}
      {running.contacts > 0 && <p>{grouped(running.contacts)} contacts are on their way. {running.effect}</p>}
      <Go review={review} onClose={onClose} onChanged={onChanged} />
    </>
  );
}

function Go({ review, onClose, onChanged }: ReviewedProps) {
  const editor = useEditor();
  const launched = useEditorState(isLaunched);
  const publish = useEditorState((state) => state.draft.permissions.publish);
  const isDraft = useEditorState((state) => state.draft.isDraft);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const launch = (): void => {
    setBusy(true);
    editor.place.client
      .launch(editor.place.campaign, editor.state.draft.revision)
      .then(() => editor.reload())
      .then(
        () => {
          onClose();
          editor.say("The campaign has started.");
        },
        (error: unknown) => {
          if (error instanceof DraftChanged) return onChanged(error);
          setBusy(false);
          setFailure(wordsOf(error));
        },
      );
  };
  return (
    <>
      {failure !== "" && <p role="alert" className="fb-failure">{failure}</p>}
      {!publish && <p className="fb-quiet">Launching and publishing need the role Editor.</p>}
      <div className="fb-actions">
        {launched && isDraft && publish && (
          <a className="fb-button fb-primary" href={editor.place.publishUrl}>
            Publish changes…
          </a>
        )}
        {launched && !isDraft && <p className="fb-quiet">Nothing was changed since the live version.</p>}
        {!launched && (
          <button type="button" className="fb-button fb-primary" disabled={!publish || !review.canLaunch || busy} onClick={launch}>
            {busy ? "Launching…" : "Launch now"}
          </button>
        )}
        <button type="button" className="fb-button" onClick={onClose}>
          Not yet
        </button>
      </div>
    </>
  );
}

function quietWords({ start, end }: NonNullable<Review["quietHours"]>): string {
  return `from ${start.slice(0, 5)} to ${end.slice(0, 5)}, by each contact’s clock; messages wait until they end`;
}
