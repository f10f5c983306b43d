// The open builder: header, canvas or list, the right side, and what lies over them.

import { FlowCanvas } from "../canvas/FlowCanvas";
import { Aside } from "./aside/Aside";
import { useEditor, useEditorState } from "./context";
import { Dialogs } from "./dialogs/Dialogs";
import { Header } from "./header/Header";
import { LiveBar } from "./header/LiveBar";
import { MoveBar } from "./MoveBar";
import { Notice } from "./Notice";
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
      <MoveBar />
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
