// `client.campaign`: campaigns, their touchpoints, and what sets them off.

import { countedPage, walk, type Page } from "./paging.js";
import type { Tenant } from "./tenant.js";
import { changing, newKey, pathOf, type CallOptions, type ChangeOptions, type Query, type Transport } from "./transport.js";
import type {
  Campaign,
  CampaignDocument,
  CampaignProgress,
  CampaignStatus,
  CreateCampaignInput,
  CreateTouchpointInput,
  Touchpoint,
  TriggeredRun,
  TriggerInput,
  UpdateTouchpointInput,
  Validity,
} from "./types.js";

const CAMPAIGNS = "/channel-service/v1/campaign";
const TOUCHPOINTS = "/channel-service/v1/touchpoints";

interface ListQuery {
  limit?: number;
  offset?: number;
}

export class Campaigns {
  readonly #transport: Transport;
  readonly #tenant: Tenant;

  constructor(transport: Transport, tenant: Tenant) {
    this.#transport = transport;
    this.#tenant = tenant;
  }

  /** A page of campaigns, newest first; archived ones are left out. */
  list(query: ListQuery = {}): Promise<Page<Campaign>> {
    return this.#page(CAMPAIGNS, { limit: 100, ...query });
  }

  /** Every campaign. */
  iter(query: { limit?: number } = {}): AsyncIterable<Campaign> {
    return walk((asked: ListQuery) => this.list(asked), query);
  }

  /** One campaign. */
  get(campaignId: string): Promise<Campaign> {
    return this.#transport.send({ method: "GET", path: `${CAMPAIGNS}/${pathOf(campaignId)}` });
  }

  /** A new draft for messages over a channel. */
  create(campaign: CreateCampaignInput, options: CallOptions = {}): Promise<Campaign> {
    return this.#transport.send({ method: "POST", path: CAMPAIGNS, body: campaign, ...options });
  }

  /** Deletes it for good, unless it is launched. */
  delete(campaignId: string): Promise<void> {
    return this.#transport.send({ method: "DELETE", path: `${CAMPAIGNS}/${pathOf(campaignId)}` });
  }

  /** A page of the touchpoints of one campaign, or of all. */
  listTouchpoints(query: ListQuery & { campaign_id?: string } = {}): Promise<Page<Touchpoint>> {
    return this.#page(TOUCHPOINTS, { limit: 100, ...query });
  }

  /** Every touchpoint of one campaign, or of all. */
  iterTouchpoints(query: { campaign_id?: string; limit?: number } = {}): AsyncIterable<Touchpoint> {
    return walk((asked: ListQuery & { campaign_id?: string }) => this.listTouchpoints(asked), query);
  }

  /** One touchpoint. */
  getTouchpoint(touchpointId: string): Promise<Touchpoint> {
    return this.#transport.send({ method: "GET", path: `${TOUCHPOINTS}/${pathOf(touchpointId)}`, tagged: true });
  }

  /** Puts one at the end of the flow: a `message`, or an action (`wait`, `tag`, `webhook`, …) with its `config`. */
  createTouchpoint(touchpoint: CreateTouchpointInput, options: CallOptions = {}): Promise<Touchpoint> {
    return this.#transport.send({ method: "POST", path: TOUCHPOINTS, body: touchpoint, ...options });
  }

  /** Changes what is named; its place in the flow stays. */
  async updateTouchpoint(
    touchpointId: string,
    changes: UpdateTouchpointInput,
    options: ChangeOptions = {},
  ): Promise<Touchpoint> {
    const path = `${TOUCHPOINTS}/${pathOf(touchpointId)}`;
    return this.#transport.send(changing({ method: "PUT", path, body: changes }, options));
  }

  /** Takes it out; what led to it leads to what came after. */
  async deleteTouchpoint(touchpointId: string, options: ChangeOptions = {}): Promise<void> {
    await this.#transport.send(changing({ method: "DELETE", path: `${TOUCHPOINTS}/${pathOf(touchpointId)}` }, options));
  }

  /** Everything that would stop a launch, in words; what is about this touchpoint comes first. */
  validateTouchpoint(input: { touchpoint_id: string }): Promise<Validity> {
    return this.#transport.send({ method: "POST", path: `${TOUCHPOINTS}/_validate`, body: input });
  }

  /** Launches a draft: its flow is checked and published, and its audience begins to enter. */
  async start(campaignId: string, options: CallOptions = {}): Promise<void> {
    await this.#tenant.post(`campaigns/${pathOf(campaignId)}/send`, { action: "start" }, options);
  }

  /** Begins a run of a running campaign that has an API trigger; with the same key it is the same run, for ever. */
  trigger(campaignId: string, input: TriggerInput = {}, options: CallOptions = {}): Promise<TriggeredRun> {
    const idempotencyKey = options.idempotencyKey ?? newKey();
    return this.#runtime(campaignId, "trigger", { ...input, idempotency_key: idempotencyKey }, { ...options, idempotencyKey });
  }

  /** When it has answered, nothing more is claimed. Answers the status, such as PAUSED. */
  async pause(campaignId: string, options: CallOptions = {}): Promise<string> {
    return (await this.#runtime<{ status: string }>(campaignId, "pause", {}, options)).status;
  }

  /** Goes on where it stopped. Answers the status, such as RUNNING. */
  async resume(campaignId: string, options: CallOptions = {}): Promise<string> {
    return (await this.#runtime<{ status: string }>(campaignId, "resume", {}, options)).status;
  }

  /** Where its contacts are, what holds it, and what it will still cost; cheap enough to poll. */
  progress(campaignId: string): Promise<CampaignProgress> {
    return this.#transport.send({ method: "GET", path: `/v1/campaigns/${pathOf(campaignId)}/status` });
  }

  /** The campaign's settings and flow, with the names of what they refer to. */
  exportDocument(campaignId: string): Promise<CampaignDocument> {
    return this.#tenant.get(`campaigns/${pathOf(campaignId)}/export`);
  }

  /** A new draft of an exported document, or that as the draft of a `campaign`, whose settings change at once. */
  importDocument(
    document: CampaignDocument & { campaign?: string },
    options: CallOptions = {},
  ): Promise<Pick<CampaignStatus, "id" | "name" | "status">> {
    return this.#tenant.post("campaigns/import", document, options);
  }

  /** Where its contacts are, what became of its messages, and what holds it. Cheap enough to poll. */
  status(campaignId: string): Promise<CampaignStatus> {
    return this.#tenant.get(`campaigns/${pathOf(campaignId)}/status`);
  }

  async #page<T>(path: string, query: Query): Promise<Page<T>> {
    return countedPage<T>(await this.#transport.send({ method: "GET", path, query }), query);
  }

  #runtime<T>(campaignId: string, action: string, body: object, options: CallOptions): Promise<T> {
    return this.#transport.send({ method: "POST", path: `/v1/campaigns/${pathOf(campaignId)}/${action}`, body, ...options });
  }
}
