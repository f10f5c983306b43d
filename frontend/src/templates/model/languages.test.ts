import { expect, it } from "vitest";
import { bodyOf, languageName, localeIn, localesOf, withBody, withLocale, withoutLocale } from "./languages";

const mail = { subject: "Hello", theme: { text: "#000000" }, blocks: [{ type: "spacer" }] };

it("adds, changes and removes languages", () => {
  const two = withLocale(mail, "de");
  expect(localesOf(two)).toEqual(["de"]);
  expect(bodyOf(two, "de")).toEqual({ subject: "Hello", blocks: [{ type: "spacer" }] });
  const changed = withBody(two, "de", { subject: "Hallo", blocks: [] });
  expect([bodyOf(changed, "de")["subject"], bodyOf(changed, "")["subject"]]).toEqual(["Hallo", "Hello"]);
  expect(withoutLocale(changed, "de")).toEqual(mail);
  expect(bodyOf(mail, "fr")).toEqual({});
});

it("reads locales as people type them", () => {
  expect(["de", "DE_at", "zh-hans-cn", "pt_BR"].map(localeIn)).toEqual(["de", "de-AT", "zh-Hans-CN", "pt-BR"]);
  expect(["german", "", "d", "de-"].map(localeIn)).toEqual([null, null, null, null]);
  expect(languageName("de-AT")).toBe("Austrian German");
});
