// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { SwitchInput } from "./plain";

afterEach(cleanup);

function shown(value: unknown, fallback: unknown): { readonly box: HTMLInputElement; readonly said: unknown[] } {
  const said: unknown[] = [];
  render(
    <SwitchInput id="s" value={value} onChange={(next) => said.push(next)} schema={{ default: fallback }} disabled={false} required={false} describedBy={undefined} invalid={false} siblings={{}} issues={[]} />,
  );
  return { box: screen.getByRole<HTMLInputElement>("switch"), said };
}

it("shows what the schema says while nothing is said", () => {
  const { box, said } = shown(undefined, true);
  expect(box.checked).toBe(true);
  fireEvent.click(box);
  expect(said).toEqual([false]);
});

it.each([
  [false, true, false],
  [true, false, true],
  [undefined, undefined, false],
  ["yes", true, false],
])("shows %s with the default %s as %s", (value, fallback, expected) => {
  expect(shown(value, fallback).box.checked).toBe(expected);
});
