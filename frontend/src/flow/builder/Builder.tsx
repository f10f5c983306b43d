// The builder from loading the draft on: what could not be loaded is said in words, with a way on.

import { useCallback, useEffect, useState } from "react";
import { Forbidden, isPassing, SignedOut, wordsOf } from "../../api/errors";
import type { Draft } from "../../api/types";
import { Editor, type Place } from "./editor";
import { EditorContext } from "./context";
import { createKeeper } from "./saving/kept";
import { Workbench } from "./Workbench";

const PHONE = "(max-width: 40rem)";

type Loaded = { readonly draft: Draft } | { readonly error: unknown } | null;

export function Builder({ place }: { readonly place: Place }) {
  const [loaded, setLoaded] = useState<Loaded>(null);
  const load = useCallback(() => {
    setLoaded(null);
    place.client.draft(place.campaign).then(
      (draft) => setLoaded({ draft }),
      (error: unknown) => setLoaded({ error }),
    );
  }, [place]);
  useEffect(load, [load]);
  if (loaded === null) return <p className="fb-empty" role="status">Loading the flow…</p>;
  if ("error" in loaded) return <NotLoaded error={loaded.error} place={place} onRetry={load} />;
  return <Opened place={place} draft={loaded.draft} />;
}

function Opened({ place, draft }: { readonly place: Place; readonly draft: Draft }) {
  const [editor] = useState(() => {
    const keeper = createKeeper(`${place.workspace}.${place.campaign}`);
    return new Editor(place, draft, keeper, window.matchMedia(PHONE).matches ? "list" : "canvas");
  });
  return (
    <EditorContext value={editor}>
      <Workbench />
    </EditorContext>
  );
}

function NotLoaded({ error, place, onRetry }: { readonly error: unknown; readonly place: Place; readonly onRetry: () => void }) {
  return (
    <div className="fb-empty" role="alert">
      <h2>{error instanceof SignedOut ? "You are signed out" : "The flow can’t be shown"}</h2>
      <p>{wordsOf(error)}</p>
      <p className="fb-actions">
        {error instanceof SignedOut && (
          <a className="fb-button fb-primary" href={`${place.signInUrl}?next=${encodeURIComponent(window.location.pathname)}`}>
            Sign in
          </a>
        )}
        {isPassing(error) && (
          <button type="button" className="fb-button fb-primary" onClick={onRetry}>
            Try again
          </button>
        )}
        {!(error instanceof Forbidden) && (
          <a className="fb-button" href={place.campaignUrl}>
            Back to the campaign
          </a>
        )}
      </p>
    </div>
  );
}
