// Live numbers on and off, and the dates that they count.

import { useEffect } from "react";
import { useEditor, useEditorState } from "../context";

const PAUSE = 5_000;
const NONE = { live: false, nodes: {} };

export function LiveBar() {
  const live = useEditorState((state) => state.live);
  const editor = useEditor();
  const from = live?.from ?? "";
  const to = live?.to ?? "";
  useCounts(live !== null, from, to);
  if (live === null) return null;
  return (
    <div className="fb-livebar" role="group" aria-label="Dates of the live numbers">
      <label>
        From <input type="date" className="fb-input" value={from} max={to} onChange={(event) => editor.store.set({ live: { ...live, from: event.target.value } })} />
      </label>
      <label>
        To <input type="date" className="fb-input" value={to} min={from} onChange={(event) => editor.store.set({ live: { ...live, to: event.target.value } })} />
      </label>
      <span className="fb-quiet">{live.counts.live ? "Numbers move by themselves." : "Nothing moves any more."} Click a number to see the contacts.</span>
    </div>
  );
}

export function LiveButton() {
  const editor = useEditor();
  const launched = useEditorState((state) => state.draft.liveVersion !== null);
  const on = useEditorState((state) => state.live !== null);
  if (!launched) return null;
  return (
    <button
      type="button"
      className="fb-button fb-small"
      aria-pressed={on}
      onClick={() => editor.store.set({ live: on ? null : { counts: NONE, from: "", to: "" }, simulation: null })}
    >
      Live numbers
    </button>
  );
}

/** Asks again and again while the numbers are shown and may still move; silent in a hidden tab. */
function useCounts(on: boolean, from: string, to: string): void {
  const editor = useEditor();
  useEffect(() => {
    if (!on) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = async (): Promise<void> => {
      let again = true;
      if (!document.hidden) {
        try {
          const counts = await editor.place.client.liveCounts(editor.place.campaign, { from, to });
          const { live } = editor.state;
          if (!stopped && live !== null) editor.store.set({ live: { ...live, counts } });
          again = counts.live;
        } catch {
          // The numbers that are shown stay; the next round asks again.
        }
      }
      if (!stopped && again) timer = setTimeout(() => void ask(), PAUSE);
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [editor, from, on, to]);
}
