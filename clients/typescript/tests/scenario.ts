// Runs one scenario by its name and prints what it answers, for the tests in Python that start the servers.

import { fakeServer } from "./misbehaving.js";
import { realServer } from "./real.js";
import { senders } from "./senders.js";
import { webhooks } from "./webhooks.js";

const host = globalThis as unknown as {
  process: { argv: string[]; exitCode: number; env: Record<string, string | undefined> };
};
const scenarios: Record<string, () => Promise<unknown>> = { ...realServer, ...fakeServer, ...senders, ...webhooks };
const wanted = scenarios[host.process.argv[2] ?? ""];
if (wanted === undefined) throw new Error(`no such scenario; there are ${Object.keys(scenarios).join(", ")}`);
console.log(JSON.stringify((await wanted()) ?? null));
