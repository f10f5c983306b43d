import { describe, expect, it } from "vitest";
import { hasOffset, knownZone, localText, momentText, withOffset } from "./zones";

describe("local times", () => {
  it.each([
    ["2026-07-01T09:30", "Europe/Berlin", "2026-07-01T09:30:00+02:00"],
    ["2026-12-24T18:00", "Europe/Berlin", "2026-12-24T18:00:00+01:00"],
    ["2026-03-29T03:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00"],
    ["2026-01-01T00:00", "America/St_Johns", "2026-01-01T00:00:00-03:30"],
    ["2026-01-01T00:00", "UTC", "2026-01-01T00:00:00+00:00"],
  ])("%s in %s is %s, and back", (local, zone, exact) => {
    expect(withOffset(local, zone)).toBe(exact);
    expect(localText(exact, zone)).toBe(local);
  });

  it("are told from exact ones by their offset", () => {
    expect(["2026-01-01T09:00", "2026-01-01T09:00Z", "2026-01-01T09:00:00-05:00", "2026-01-01"].map(hasOffset)).toEqual([false, true, true, false]);
    expect(localText("2026-01-01T09:00:00", "Asia/Tokyo")).toBe("2026-01-01T09:00");
  });

  it("are written as on other pages", () => {
    expect(["Europe/Vienna", "Mars/Base"].map((zone) => momentText("2026-11-21T23:30:00Z", zone))).toEqual(["22 Nov 2026, 00:30", "21 Nov 2026, 23:30"]);
  });

  it("fall back to UTC where a zone is not known", () => {
    expect([knownZone("Mars/Base"), knownZone(undefined), knownZone("Asia/Tokyo")]).toEqual(["UTC", "UTC", "Asia/Tokyo"]);
  });
});
