// How often a property is tried: the same cases in every run; with VITE_FLOW_EDITS=5000 so many others, new ones each time.

const MORE = Number(import.meta.env["VITE_FLOW_EDITS"] ?? 0);

export const TIMEOUT = { timeout: MORE > 0 ? 600_000 : 20_000 };

export function runs(numRuns: number): { numRuns: number; seed?: number } {
  return MORE > 0 ? { numRuns: MORE } : { numRuns, seed: 1 };
}
