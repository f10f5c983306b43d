// Looking at other versions of the flow: one alone, or what differs from it.

import { wordsOf } from "../../../api/errors";
import { compareFlows } from "../merge/compare";
import type { Editor } from "../editor";
import type { Compared } from "../state";

/** What was asked for last: an answer that comes after the next question is not shown any more. */
const latest = new WeakMap<Editor, symbol>();

function ask(editor: Editor): () => boolean {
  const mine = Symbol("question");
  latest.set(editor, mine);
  return () => latest.get(editor) === mine;
}

/** Shows a version read-only instead of what is edited. */
export async function showVersion(editor: Editor, number: number): Promise<void> {
  const isWanted = ask(editor);
  try {
    const version = await editor.place.client.version(editor.place.campaign, number);
    if (!isWanted()) return;
    editor.store.set({ shown: { kind: "version", version }, selected: null, simulation: null, live: null });
    editor.say(`Version ${number} is shown.`);
  } catch (error) {
    editor.say(wordsOf(error), true);
  }
}

/** One side of a comparison: a published version, or the flow that is edited, with changes that are not saved yet. */
export type Side = number | typeof HERE;
export const HERE = "here";

/** Shows what leads from one version to the other. */
export async function compareVersions(editor: Editor, from: Side, to: Side): Promise<void> {
  const isWanted = ask(editor);
  try {
    const [old, now] = await Promise.all([sideOf(editor, from), sideOf(editor, to)]);
    if (!isWanted()) return;
    const { added, removed, changed, ways } = compareFlows(old.workflow, now.workflow);
    const changes = {
      added: added.map((node) => node.id),
      removed: removed.map((node) => node.id),
      changed: changed.map(({ node, fields }) => ({ id: node.id, fields })),
      ways,
    };
    editor.store.set({ shown: { kind: "comparison", from: old, to: now, changes }, selected: null, simulation: null, live: null });
    editor.say(`${added.length} added, ${removed.length} removed, ${changed.length} changed.`);
  } catch (error) {
    editor.say(wordsOf(error), true);
  }
}

async function sideOf(editor: Editor, side: Side): Promise<Compared> {
  if (side !== HERE) return { words: `version ${side}`, workflow: (await editor.place.client.version(editor.place.campaign, side)).workflow };
  const { isDraft, liveVersion } = editor.state.draft;
  return { words: isDraft || liveVersion === null ? "the draft" : `version ${liveVersion}`, workflow: editor.document };
}

/** Back to the flow that is edited. */
export function showDraft(editor: Editor): void {
  latest.delete(editor);
  editor.store.set({ shown: null });
}

/** Throws the draft away; null when it worked, otherwise why not. What waits to be saved is saved before, so that it counts. */
export async function discardDraft(editor: Editor): Promise<string | null> {
  if (!(await editor.saver.flush())) return "Your last changes are not saved yet.";
  try {
    const { client, campaign } = editor.place;
    editor.rebase(await client.discardDraft(campaign, editor.state.draft.revision), null);
    editor.say("The draft is thrown away: this is the live version.", true);
    return null;
  } catch (error) {
    return wordsOf(error);
  }
}
