// Which language is edited and shown; languages are added as copies of the default one, and removed.

import { useId, useState } from "react";
import { useEditor, useEditorState } from "../context";
import { languageName, localeIn, localesOf } from "../model/languages";

const COMMON = ["de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "cs", "ja", "zh"];

export function Languages() {
  const editor = useEditor();
  const content = useEditorState((state) => state.history.present);
  const locale = useEditorState((state) => state.locale);
  const closed = useEditorState((state) => state.save.kind === "closed");
  const [adding, setAdding] = useState(false);
  const id = useId();
  const locales = localesOf(content);
  return (
    <div className="cf te-languages">
      <div className="cf-row">
        <label htmlFor={id} className="cf-label">
          Language
        </label>
        <select id={id} className="cf-input cf-select" value={locale} onChange={(event) => editor.speak(event.target.value)}>
          <option value="">Default, for everybody else</option>
          {locales.map((each) => (
            <option key={each} value={each}>
              {languageName(each)} ({each})
            </option>
          ))}
        </select>
        <button type="button" className="cf-button" disabled={closed} aria-expanded={adding} onClick={() => setAdding(!adding)}>
          Add a language
        </button>
        {locale !== "" && (
          <button type="button" className="cf-button" disabled={closed} onClick={() => editor.removeLanguage(locale)}>
            Remove {languageName(locale)}
          </button>
        )}
      </div>
      {adding && (
        <AddLanguage
          taken={locales}
          onAdd={(added) => {
            editor.addLanguage(added);
            setAdding(false);
          }}
        />
      )}
      {locale !== "" && <p className="cf-help">For contacts whose attribute locale or language is {locale}, or begins with it. The look is that of the default language.</p>}
    </div>
  );
}

function AddLanguage({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (locale: string) => void }) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const locale = localeIn(typed);
  const words = typed === "" ? "" : locale === null ? "Write it as de or de-AT." : taken.includes(locale) ? `${languageName(locale)} is there already.` : languageName(locale);
  return (
    <form
      className="cf-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (locale !== null && !taken.includes(locale)) onAdd(locale);
      }}
    >
      <label htmlFor={id} className="cf-label">
        Locale
      </label>
      <input id={id} className="cf-input" list={`${id}-known`} value={typed} placeholder="de-AT" maxLength={12} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      <datalist id={`${id}-known`}>
        {COMMON.filter((each) => !taken.includes(each)).map((each) => (
          <option key={each} value={each}>
            {languageName(each)}
          </option>
        ))}
      </datalist>
      <button type="submit" className="cf-button" disabled={locale === null || taken.includes(locale)}>
        Add
      </button>
      <span role="status" className="cf-help">
        {words}
      </span>
    </form>
  );
}
