import { type Logger, LogLevel, WebClient } from '@slack/web-api'
import { failureOf } from './api-failure.ts'
import { type Json, objectOf } from './json.ts'
import { slackApiUrl } from './settings.ts'

const patienceMs = 20_000

/** Slack's clients log what people write; all they have to say comes as errors too. */
export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

/** How every client of Slack is made: no retries of its own, limits are told. */
export function clientOptions(apiUrl: string | undefined) {
  return {
    slackApiUrl: apiUrl ?? slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: patienceMs,
  }
}

/** Slack's Web API with one token. */
export class SlackApi {
  readonly #client: WebClient

  constructor(token: string, apiUrl?: string) {
    this.#client = new WebClient(token, { ...clientOptions(apiUrl), logger: quiet })
  }

  /** Rejects with ApiFailure only. */
  async call(method: string, args: Readonly<Record<string, unknown>> = {}): Promise<Json> {
    try {
      return objectOf(await this.#client.apiCall(method, args))
    } catch (error) {
      throw failureOf(method, error)
    }
  }
}
