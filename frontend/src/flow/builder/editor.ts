// The open flow: its document with history, what is selected and shown, and saving. Everything that React draws follows
// its store; what people do stands in actions/.

import type { Client } from "../../api/client";
import type { Ask } from "../../api/transport";
import type { Draft, Issue } from "../../api/types";
import { titleOf } from "../canvas/drawing";
import type { Edited } from "../model/edit";
import type { FlowDocument } from "../model/document";
import { historyOf, record, redo, undo } from "../model/history";
import { remembered } from "./clipboard";
import { broughtBack, type Keeper } from "./saving/kept";
import { Saver } from "./saving/saver";
import { allIssues, problemsOf, readable } from "./problems";
import type { SaveState } from "./saving/state";
import type { EditorState, Joined } from "./state";
import { createStore, type Store } from "./store";

/** Where the builder is: what the page says of the campaign, and whom to ask. */
export interface Place {
  readonly ask: Ask;
  readonly client: Client;
  readonly workspace: string;
  readonly campaign: string;
  readonly name: string;
  readonly campaignUrl: string;
  readonly contactsUrl: string;
  readonly publishUrl: string;
  /** Where a form is posted to that copies the campaign; "" where nobody here may. */
  readonly copyUrl: string;
  readonly formToken: () => string;
  readonly signInUrl: string;
  /** The address of the workspace's pages, and its time zone: forms link there and count in it. */
  readonly pages: string;
  readonly timezone: string;
}

export class Editor {
  readonly store: Store<EditorState>;
  readonly saver: Saver;
  private focused = 0;
  /** Where the history took in what somebody else saved: by the flow that came of it. */
  private readonly joins = new WeakMap<FlowDocument, Joined>();

  constructor(
    readonly place: Place,
    draft: Draft,
    private readonly keeper: Keeper,
    view: EditorState["view"],
  ) {
    const kept = draft.permissions.edit ? keeper.read() : null;
    const isMissing = kept !== null && broughtBack(kept, draft) !== null;
    if (kept !== null && !isMissing) keeper.drop();
    const issues = issuesIn(draft.workflow, draft, { kind: "saved" });
    this.store = createStore<EditorState>({
      history: historyOf(draft.workflow),
      draft,
      save: { kind: "saved" },
      issues,
      problems: problemsOf(issues),
      selected: null,
      aside: null,
      asked: 0,
      palette: null,
      dialog: isMissing ? { kind: "kept", kept } : null,
      said: { words: "", count: 0, undo: false },
      view,
      carried: null,
      moving: null,
      clipboard: remembered(),
      estimate: null,
      live: null,
      shown: null,
      simulation: null,
      focus: 0,
    });
    this.saver = new Saver({
      revision: draft.revision,
      save: (workflow, revision) => place.client.saveDraft(place.campaign, workflow, revision),
      onState: (save) => this.follow(save, this.state.draft),
      onSaved: (saved, workflow) => this.saved(saved, workflow),
    });
  }

  get state(): EditorState {
    return this.store.get();
  }

  /** The document that is edited. */
  get document(): FlowDocument {
    return this.state.history.present;
  }

  /** Whether changes are possible here and now. */
  get isEditable(): boolean {
    const { draft, save, shown } = this.state;
    return draft.permissions.edit && save.kind !== "closed" && shown === null;
  }

  /** Whether a step was to get the focus and has not yet; afterwards it has. */
  takesFocus(): boolean {
    const { focus } = this.state;
    const waits = focus !== this.focused;
    this.focused = focus;
    return waits;
  }

  /** Takes an edit over: into the history, to the server, and into words. False when it changed nothing. */
  apply(edited: Edited, words: string, typing?: string): boolean {
    if (!this.isEditable || edited.document === this.document) return false;
    const lost = edited.cut?.nodes.length ?? 0;
    const mark = typing === undefined ? null : { key: typing, at: Date.now() };
    this.replace(record(this.state.history, edited.document, mark));
    if (edited.id !== null) this.store.set({ selected: edited.id });
    const taken = lost === 0 ? "" : ` ${lost === 1 ? "One step" : `${lost} steps`} that it led to went with it.`;
    if (words !== "") this.say(words + taken, lost > 0);
    return true;
  }

  /** One step back. Where that takes back what somebody else saved, it is asked about first, unless `sure`. */
  undo(sure = false): void {
    const joined = this.joins.get(this.document);
    if (joined !== undefined && !sure && this.isEditable) {
      this.store.set({ dialog: { kind: "undoTheirs", joined } });
      return;
    }
    this.travel(undo(this.state.history), "Undone.", "Nothing to undo.");
  }

  redo(): void {
    this.travel(redo(this.state.history), "Done again.", "Nothing to do again.");
  }

  /** Tells what was done. */
  say(words: string, offerUndo = false): void {
    this.store.set({ said: { words, count: this.state.said.count + 1, undo: offerUndo } });
  }

  /** Both flows in one, or theirs alone (null), on top of what somebody else saved meanwhile. */
  join(theirs: Draft, workflow: FlowDocument | null): void {
    const { document } = this;
    const joined = { who: theirs.updatedBy ?? "somebody", base: this.state.draft.workflow, theirs: theirs.workflow };
    this.rebase(theirs, workflow);
    if (this.document !== document) this.joins.set(this.document, joined);
  }

  /** Another document on top of what the server holds now; the history goes on, so that it can be taken back. */
  rebase(theirs: Draft, workflow: FlowDocument | null): void {
    this.replace(record(this.state.history, workflow ?? theirs.workflow), false);
    this.follow(this.state.save, theirs);
    if (workflow === null) this.keeper.drop();
    this.saver.resolve(workflow, theirs.revision);
  }

  /** What the server holds now, after it was published, launched or thrown away. */
  async reload(): Promise<void> {
    const draft = await this.place.client.draft(this.place.campaign);
    this.rebase(draft, null);
  }

  /** What was kept in this tab is not wanted, or has been taken over. */
  forgetKept(): void {
    this.keeper.drop();
  }

  private travel(history: EditorState["history"], done: string, nothing: string): void {
    if (!this.isEditable || history === this.state.history) {
      this.say(nothing);
      return;
    }
    this.replace(history);
    this.say(done);
  }

  private replace(history: EditorState["history"], save = true): void {
    const ids = new Set(history.present.nodes.map((node) => node.id));
    const { selected, aside, moving } = this.state;
    this.store.set({
      history,
      selected: selected !== null && ids.has(selected) ? selected : null,
      aside: aside?.kind === "step" && !ids.has(aside.id) ? null : aside,
      moving: moving !== null && ids.has(moving) ? moving : null,
      simulation: null,
    });
    if (!save) return;
    const { revision, workflow } = this.state.draft;
    this.keeper.keep({ revision, base: workflow, workflow: history.present, at: new Date().toISOString() });
    this.saver.change(history.present);
  }

  /** How saving goes and what the server said; both may tell of problems. */
  private follow(save: SaveState, draft: Draft): void {
    if (draft === this.state.draft && save.kind !== "refused" && this.state.save.kind !== "refused") {
      this.store.set({ save });
      return;
    }
    const issues = issuesIn(this.document, draft, save);
    this.store.set({ save, draft, issues, problems: problemsOf(issues) });
  }

  private saved(draft: Draft, workflow: FlowDocument): void {
    this.follow(this.state.save, draft);
    if (workflow === this.document) this.keeper.drop();
    else this.keeper.keep({ revision: draft.revision, base: workflow, workflow: this.document, at: new Date().toISOString() });
  }
}

/** Everything to be told of the flow, its steps called by their titles. */
function issuesIn(document: FlowDocument, draft: Draft, save: SaveState): readonly Issue[] {
  const titles = new Map(document.nodes.map((node) => [node.id, titleOf(node, draft.names)]));
  const issues = allIssues(draft.issues, save, document.nodes.map((node) => node.id));
  return issues.map((issue) => ({ ...issue, message: readable(issue.message, (id) => titles.get(id)) }));
}
