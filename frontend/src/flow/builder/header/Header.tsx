// The builder's header: what the flow is expected to do, how saving goes, and what can be done with the whole.

import { useEditor, useEditorState } from "../context";
import { Estimates } from "./Estimates";
import { SaveState } from "./SaveState";
import { LaunchButton } from "./LaunchButton";
import { Tools } from "./Tools";

export function Header() {
  const editor = useEditor();
  const isDraft = useEditorState((state) => state.draft.isDraft);
  const live = useEditorState((state) => state.draft.liveVersion);
  const ended = useEditorState((state) => state.draft.status === "COMPLETED" || state.draft.status === "ARCHIVED");
  return (
    <header>
      <div className="fb-header">
        <div className="fb-header-name">
          <a href={editor.place.campaignUrl}>{editor.place.name}</a>
          <span className="fb-quiet">{isDraft ? (live === null ? "Draft" : `Draft, version ${live} is live`) : live === null ? "No flow yet" : `Version ${live}, ${ended ? "ended" : "live"}`}</span>
        </div>
        <Estimates />
        <SaveState />
        <LaunchButton />
      </div>
      <Tools />
    </header>
  );
}
