// The template editor's state and what can be done with it. Drawing is the components' business.

import { ApiError, Invalid, wordsOf } from "../api/errors";
import { createStore, type Store } from "../flow/builder/store";
import { historyOf, record, redo, undo, type History } from "../flow/model/history";
import type { Json } from "../inputs/input";
import type { FieldIssue } from "../inputs/issues";
import type { Blocks, Place, Preview, Template } from "./api";
import { blank, blockAt, blocksOf, indexOf, inserted, listAt, moved, MOST_BLOCKS, MOST_IN_COLUMN, pathTo, placeOf, removed, replaced, spelled, type Block, type Path, type Place as Spot } from "./model/blocks";
import { bodyOf, languageName, localesOf, withBody, withLocale, withoutLocale } from "./model/languages";
import { Saver, type SaveState } from "./saver";

export interface State {
  readonly template: Template;
  readonly history: History<Json>;
  readonly save: SaveState;
  /** The language that is edited and shown; "" is the default one. */
  readonly locale: string;
  readonly selected: Path | null;
  /** The block whose line is to get the focus when it is drawn, as the server spells its path. */
  readonly focus: string | null;
  /** The newest preview that could be made, and of which revision. */
  readonly preview: Preview | null;
  readonly shown: number;
  /** Why the newest draft can't be shown; "" while it can. */
  readonly fault: string;
  readonly issues: readonly FieldIssue[];
  readonly contact: { readonly id: string; readonly name: string } | null;
  readonly dialog: "publish" | "submit" | "test" | "versions" | null;
  /** What was done, for those who hear the page. */
  readonly said: string;
}

export class TemplateEditor {
  readonly store: Store<State>;
  readonly saver: Saver<Template>;

  constructor(
    readonly place: Place,
    template: Template,
    readonly blocks: Blocks,
    readonly snippets: readonly string[],
  ) {
    this.store = createStore<State>({
      template,
      history: historyOf<Json>(template.content),
      save: template.permissions.edit ? { kind: "saved" } : { kind: "closed", message: closedWords(template) },
      locale: "",
      selected: null,
      focus: null,
      preview: null,
      shown: 0,
      fault: "",
      issues: [],
      contact: null,
      dialog: null,
      said: "",
    });
    this.saver = new Saver<Template>(template.revision, {
      save: (content, revision) => place.client.save(content, revision),
      onState: (save) => this.store.set({ save, ...(save.kind === "refused" ? { issues: issuesOf(save.details) } : {}) }),
      onSaved: (saved) => {
        this.store.set({ template: saved });
        void this.look();
      },
    });
  }

  get state(): State {
    return this.store.get();
  }

  get content(): Json {
    return this.state.history.present;
  }

  /** The mail in the language that is edited. */
  get body(): Json {
    return bodyOf(this.content, this.state.locale);
  }

  get list(): readonly Block[] {
    return blocksOf(this.body["blocks"]);
  }

  get isReadOnly(): boolean {
    return this.state.save.kind === "closed";
  }

  /** Takes another content; changes of one key shortly after each other are one step back. */
  change(content: Json, key = ""): void {
    if (this.isReadOnly) return;
    this.take(record(this.state.history, content, key === "" ? null : { key, at: Date.now() }));
  }

  /** Takes another mail in the language that is edited. */
  changeBody(body: Json, key = ""): void {
    const { locale } = this.state;
    this.change(withBody(this.content, locale, body), key === "" ? "" : `${locale} ${key}`);
  }

  setBlocks(blocks: readonly Block[], key = ""): void {
    this.changeBody({ ...this.body, blocks }, key);
  }

  /** Edits and shows another language. */
  speak(locale: string): void {
    this.store.set({ locale, selected: null, shown: 0 });
    void this.look();
  }

  addLanguage(locale: string): void {
    this.change(withLocale(this.content, locale));
    this.store.set({ locale, selected: null });
    this.say(`${languageName(locale)} added, as a copy of the default language.`);
  }

  removeLanguage(locale: string): void {
    this.change(withoutLocale(this.content, locale));
    this.store.set({ locale: "", selected: null });
    this.say(`${languageName(locale)} removed. Undo brings it back.`);
  }

  configure(path: Path, block: Json): void {
    const before = blockAt(this.list, path);
    if (before !== undefined) this.setBlocks(replaced(this.list, path, { ...block, type: before.type }), `block ${path.join(".")}`);
  }

  add(spot: Spot, index: number, type: string): void {
    const most = spot.length === 0 ? MOST_BLOCKS : MOST_IN_COLUMN;
    if (listAt(this.list, spot).length >= most) return this.say(`There is room for ${most} blocks here.`);
    this.setBlocks(inserted(this.list, spot, index, blank(type)));
    this.select(pathTo(spot, index));
    this.say("Block added.");
  }

  move(path: Path, by: number): void {
    const result = moved(this.list, path, by);
    if (result.blocks === this.list) return;
    this.setBlocks(result.blocks);
    this.store.set({ selected: followed(this.state.selected, path, result.path), focus: spelled(result.path) });
    this.say(`Moved to place ${indexOf(result.path) + 1}.`);
  }

  duplicate(path: Path): void {
    const block = blockAt(this.list, path);
    if (block === undefined) return;
    this.setBlocks(inserted(this.list, placeOf(path), indexOf(path) + 1, block));
    this.say("Block duplicated.");
  }

  remove(path: Path): void {
    this.setBlocks(removed(this.list, path));
    this.select(null);
    this.say("Block deleted. Undo brings it back.");
  }

  undo(): void {
    this.take(undo(this.state.history));
  }

  redo(): void {
    this.take(redo(this.state.history));
  }

  select(selected: Path | null): void {
    this.store.set({ selected });
  }

  say(said: string): void {
    this.store.set({ said });
  }

  /** Has the server show the draft as it is saved. */
  async look(): Promise<void> {
    const { template, contact, locale } = this.state;
    try {
      const preview = await this.place.client.preview({ contact: contact?.id ?? "", locale });
      if (this.state.template.revision !== template.revision || this.state.locale !== locale) return;
      const errors = preview.findings.filter((finding) => finding.severity === "error");
      const issues = errors.map((finding) => issueOf(finding.field, finding.message, "warning"));
      this.store.set({ preview, shown: template.revision, fault: "", issues });
    } catch (error) {
      if (error instanceof Invalid) this.store.set({ fault: error.message, issues: issuesOf(error.details) });
      else this.store.set({ fault: wordsOf(error) });
    }
  }

  show(contact: State["contact"]): void {
    this.store.set({ contact, shown: 0 });
    void this.look();
  }

  /** Another state of the template on the server: published, submitted, restored. */
  took(template: Template): void {
    const same = JSON.stringify(template.content) === JSON.stringify(this.content);
    this.store.set({ template, ...(same ? {} : { history: record(this.state.history, template.content), selected: null, locale: "" }) });
    this.saver.resolve(template.revision, null);
    void this.look();
  }

  /** After somebody else saved: theirs, or ours on top of it. */
  async settle(keep: "mine" | "theirs"): Promise<void> {
    const theirs = await this.place.client.template();
    if (keep === "theirs") return this.took(theirs);
    this.store.set({ template: theirs });
    this.saver.resolve(theirs.revision, this.content);
  }

  private take(history: History<Json>): void {
    if (history === this.state.history || this.isReadOnly) return;
    const { selected, locale } = this.state;
    const spoken = locale === "" || localesOf(history.present).includes(locale) ? locale : "";
    const at = (content: Json) => (selected === null ? undefined : blockAt(blocksOf(bodyOf(content, locale)["blocks"]), selected)?.type);
    const gone = selected !== null && at(history.present) !== at(this.content);
    this.store.set({ history, locale: spoken, ...(gone ? { selected: null } : {}) });
    this.saver.change(history.present);
  }
}

/** What is opened after a block was moved: the same as before, unless it can't be told where that is now. */
function followed(selected: Path | null, from: Path, to: Path): Path | null {
  if (selected === null) return null;
  const key = spelled(selected);
  if (key === spelled(from)) return to;
  if (key === spelled(to)) return from;
  return key.startsWith(`${spelled(from)}.`) || key.startsWith(`${spelled(to)}.`) ? null : selected;
}

/** Issues by their places in the content: `subject`, `blocks[3].url`. */
function issuesOf(details: readonly { readonly field: string; readonly message: string }[]): FieldIssue[] {
  return details.map((detail) => issueOf(detail.field, detail.message, "error"));
}

function issueOf(field: string, message: string, severity: FieldIssue["severity"]): FieldIssue {
  return { path: field.replace(/^content\.?/, ""), message, severity };
}

function closedWords(template: Template): string {
  if (template.state === "REJECTED") return "it was rejected. Return it to draft to change it.";
  if (template.state === "ARCHIVED") return "it is put away. Return it to draft to change it.";
  return "your role does not allow changes";
}

/** The issues of one language, with paths relative to it. */
export function issuesIn(issues: readonly FieldIssue[], locale: string): FieldIssue[] {
  const prefix = locale === "" ? "" : `locales.${locale}.`;
  return issues
    .filter((issue) => (locale === "" ? !issue.path.startsWith("locales.") : issue.path.startsWith(prefix)))
    .map((issue) => ({ ...issue, path: issue.path.slice(prefix.length) }));
}

/** The words for a failed act, with the places that the server names. */
export function failureOf(error: unknown): string {
  if (error instanceof ApiError && error.details.length > 0) return error.details.map((detail) => detail.message).join("; ");
  return wordsOf(error);
}
