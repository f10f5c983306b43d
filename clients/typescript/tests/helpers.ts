// What scenarios share.

import { CampanileError, Client, type ClientOptions } from "../src/index.js";

/** A client whose waits are noted instead of waited for. */
export function patient(waits: number[], options: ClientOptions = {}): Client {
  const sleep = (milliseconds: number) => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return new Client({ sleep, ...options });
}

/** What a call throws; an error where it does not. */
export async function thrown(call: () => unknown): Promise<CampanileError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof CampanileError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** All of a walk. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
