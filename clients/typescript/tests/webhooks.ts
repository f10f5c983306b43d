// Calls of webhook endpoints, as the server made them, and what is not its own.

import { verifyWebhook, WebhookRefused, type WebhookHeaders } from "../src/index.js";

interface Told {
  body: string;
  headers: Record<string, string>;
  secret: string;
  previous: string;
}

const OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const host = globalThis as unknown as { process: { env: Record<string, string | undefined> } };

async function caught(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

export const webhooks = {
  async verified() {
    const told = JSON.parse(host.process.env["GIVEN"] ?? "") as Told;
    const { body, headers, secret } = told;
    const made = Number(headers["webhook-timestamp"]) * 1000;
    const now = Date.now;
    const at = async (moment: number) => {
      Date.now = () => moment;
      const error = await caught(() => verifyWebhook(body, headers, secret));
      Date.now = now;
      return error === undefined;
    };
    const refused = async (changed: string, others: WebhookHeaders, by: string | string[] = secret) =>
      (await caught(() => verifyWebhook(changed, others, by))) instanceof WebhookRefused;
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    return {
      event: await verifyWebhook(body, new Headers(headers), secret),
      bytes: (await verifyWebhook(new TextEncoder().encode(body), shouted, told.previous)).id,
      several: (await verifyWebhook(body, headers, [OTHER, secret])).id,
      refused: [
        await refused(body, headers, OTHER),
        await refused(body, headers, []),
        await refused(`${body} `, headers),
        await refused(body, { ...headers, "webhook-id": "wev_other" }),
        await refused(body, { ...headers, "webhook-signature": "v2,abc v1, v1,%%" }),
        await refused(body, { ...headers, "webhook-timestamp": "1e9" }),
        await refused(body, {}),
      ],
      times: [await at(made - 301_000), await at(made - 300_000), await at(made + 300_000), await at(made + 301_000)],
      noSecret: String(await caught(() => verifyWebhook(body, headers, "cmk_secret"))),
    };
  },
};
