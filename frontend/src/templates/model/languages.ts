// A mail's languages: which there are, one of them as the editor changes it, and their names for people. Pure.

import { isRecord } from "../../api/guards";
import type { Json } from "../../inputs/input";

const LOCALE = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2}|-[0-9]{3})?$/;

/** The locales beside the default one, in the order in which they were added. */
export function localesOf(content: Json): string[] {
  return isRecord(content["locales"]) ? Object.keys(content["locales"]) : [];
}

/** The mail in one language; "" is the default one, which holds the others. */
export function bodyOf(content: Json, locale: string): Json {
  if (locale === "") return content;
  const locales = isRecord(content["locales"]) ? content["locales"] : {};
  const body = locales[locale];
  return isRecord(body) ? body : {};
}

/** The content with another mail in one language. */
export function withBody(content: Json, locale: string, body: Json): Json {
  if (locale === "") return body;
  const locales = isRecord(content["locales"]) ? content["locales"] : {};
  return { ...content, locales: { ...locales, [locale]: body } };
}

/** The content with one more language, which begins as a copy of the default one. */
export function withLocale(content: Json, locale: string): Json {
  const { locales: _, theme: __, ...body } = content;
  return withBody(content, locale, body);
}

/** The content without a language. */
export function withoutLocale(content: Json, locale: string): Json {
  const { locales, ...rest } = content;
  const others = Object.entries(isRecord(locales) ? locales : {}).filter(([name]) => name !== locale);
  return others.length === 0 ? rest : { ...rest, locales: Object.fromEntries(others) };
}

/** What was typed as a locale, `de_at` as `de-AT`; null for what is none. */
export function localeIn(text: string): string | null {
  const [language = "", ...others] = text.trim().replaceAll("_", "-").split("-");
  const parts = others.map((part) => (part.length === 4 ? part.charAt(0).toUpperCase() + part.slice(1).toLowerCase() : part.toUpperCase()));
  const locale = [language.toLowerCase(), ...parts].join("-");
  return LOCALE.test(locale) ? locale : null;
}

/** `German (Austria)` for `de-AT`. */
export function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
