import type { ContactId, NetworkId } from '../../core/ids.ts'
import type { Language } from '../../core/text/language.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** One Slack workspace with our app in it. */
export interface SlackSettings {
  readonly id: NetworkId
  readonly displayName: string
  /** The app, as the one address that people of the workspace write to. */
  readonly contact: { readonly id: ContactId; readonly name: string }
  /** `xapp-…`, for the connection. */
  readonly appToken: string
  /** `xoxb-…`, for everything else. */
  readonly botToken: string
  readonly language: Language
  /** The picture beside what agents write; the app's own where there is none. */
  readonly iconUrl?: string
  /** The Web API, if it is not Slack's own. */
  readonly apiUrl?: string
  /**
   * For how long Slack keeps what happens while nobody is connected (ms, 5 min if absent): it tries again at once, after a
   * minute and after five. Only after a longer loss something may be missing.
   */
  readonly eventsKeptMs?: number
  /** How often home pages follow how the desk stands, at most (ms, 30 s if absent). */
  readonly homesEveryMs?: number
}

export interface SlackDeps {
  readonly log: Log
  readonly clock: Clock
  /** At least 0, less than 1. */
  readonly random: () => number
}

export const slackApiUrl = 'https://slack.com/api/'
export const defaultEventsKeptMs = 5 * 60_000
export const defaultHomesEveryMs = 30_000

/** Where files of Slack lie: the only places our token goes with a request for a file. */
export function fileOrigins({ apiUrl }: Pick<SlackSettings, 'apiUrl'>): readonly string[] {
  return apiUrl === undefined ? ['https://files.slack.com'] : [new URL(apiUrl).origin]
}
