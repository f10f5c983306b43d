// The open builder: header, canvas or list, the right side, and what lies over them.

import { FlowCanvas } from "../canvas/FlowCanvas";
import { Aside } from "./aside/Aside";
import { useEditor, useEditorState } from "./context";
import { Dialogs } from "./dialogs/Dialogs";
import { Header } from "./header/Header";
import { LiveBar } from "./header/LiveBar";
import { Palette } from "./Palette";
import { ListView } from "./list/ListView";
import { Said } from "./Said";
import { useGuards } from "./useGuards";
import { useShortcuts } from "./useShortcuts";

export function Workbench() {
  const editor = useEditor();
  useShortcuts(editor);
  useGuards(editor);
  const view = useEditorState((state) => state.view);
  return (
    <div className="fb">
      <Header />
      <Notice />
      <LiveBar />
      <div className="fb-main">
        {view === "canvas" ? <FlowCanvas /> : <ListView />}
        <Aside />
      </div>
      <Said />
      <Palette />
      <Dialogs />
    </div>
  );
}

/** Why nothing can be changed here, where that is so. */
function Notice() {
  const role = useEditorState((state) => !state.draft.permissions.edit);
  const save = useEditorState((state) => state.save);
  if (save.kind === "closed") return <p className="fb-notice" role="alert">{save.message}</p>;
  return role ? <p className="fb-notice">You can look at this flow, not change it: that needs the role Editor, and a campaign that has not ended.</p> : null;
}
