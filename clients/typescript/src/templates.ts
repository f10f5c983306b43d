// `client.templates`: content for one channel, its drafts and its published versions.

import { walk, type Page } from "./paging.js";
import type { Tenant } from "./tenant.js";
import { pathOf, type CallOptions, type ChangeOptions } from "./transport.js";
import type {
  Channel,
  MessageType,
  RenderedTemplate,
  Template,
  TemplateBrief,
  TemplateContent,
  TemplateState,
  TemplateVersion,
} from "./types.js";

export interface TemplateQuery {
  state?: TemplateState;
  channel?: Channel;
  message_type?: MessageType;
  search?: string;
  limit?: number;
}

/** Who sees it, and which content: the draft, a version, or content that is not saved. */
export interface PreviewInput {
  contact?: string;
  content?: TemplateContent;
  version?: number;
  locale?: string;
  trigger?: Record<string, unknown>;
}

export class Templates {
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A page of templates, newest first. */
  list(query: TemplateQuery & { offset?: number } = {}): Promise<Page<TemplateBrief>> {
    return this.#tenant.page("templates", { limit: 100, ...query });
  }

  /** Every template. */
  iter(query: TemplateQuery = {}): AsyncIterable<TemplateBrief> {
    return walk((asked: TemplateQuery) => this.list(asked), query);
  }

  /** One template with its draft. */
  get(templateId: string): Promise<Template> {
    return this.#tenant.one(one(templateId));
  }

  /** A new draft. */
  create(
    template: { name: string; content?: TemplateContent; channel?: Channel; message_type?: MessageType },
    options: CallOptions = {},
  ): Promise<Template> {
    return this.#tenant.post("templates", template, options);
  }

  /** Changes the draft. */
  update(
    templateId: string,
    changes: { name?: string; content?: TemplateContent; message_type?: MessageType },
    options: ChangeOptions = {},
  ): Promise<Template> {
    return this.#tenant.patch(one(templateId), changes, options);
  }

  /** Makes the draft the version that is sent. */
  publish(templateId: string, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/publish`, {}, options);
  }

  /** Asks for approval, where the workspace wants it. */
  submit(templateId: string, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/submit`, {}, options);
  }

  /** Refuses it; nothing more is sent by it. */
  reject(templateId: string, reason: string, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/reject`, { reason }, options);
  }

  /** Makes a rejected or archived one a draft again. */
  returnToDraft(templateId: string, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/return`, {}, options);
  }

  /** Puts it away. */
  archive(templateId: string, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/archive`, {}, options);
  }

  /** A copy, as a draft. */
  duplicate(templateId: string, copy: { name?: string } = {}, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/duplicate`, copy, options);
  }

  /** As a contact (id or e-mail address) gets it. */
  preview(templateId: string, input: PreviewInput = {}): Promise<RenderedTemplate> {
    return this.#tenant.post(`${one(templateId)}/preview`, input);
  }

  /** Sends it to a member of the workspace, at once and marked as a test. */
  async testSend(
    templateId: string,
    input: { to?: string; contact?: string; locale?: string; content?: TemplateContent } = {},
    options: CallOptions = {},
  ): Promise<void> {
    await this.#tenant.post(`${one(templateId)}/test-send`, input, options);
  }

  /** A page of what was published, newest first. */
  listVersions(templateId: string, query: { limit?: number; offset?: number } = {}): Promise<Page<TemplateVersion>> {
    return this.#tenant.page(`${one(templateId)}/versions`, { limit: 100, ...query });
  }

  /** One version with its content. */
  getVersion(templateId: string, number: number): Promise<TemplateVersion> {
    return this.#tenant.get(`${one(templateId)}/versions/${String(number)}`);
  }

  /** Makes a version the draft again. */
  restoreVersion(templateId: string, number: number, options: CallOptions = {}): Promise<Template> {
    return this.#tenant.post(`${one(templateId)}/versions/${String(number)}/restore`, {}, options);
  }
}

function one(templateId: string): string {
  return `templates/${pathOf(templateId)}`;
}
