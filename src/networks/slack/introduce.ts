import type { SlackApi } from './api.ts'
import { objectOf, textOf } from './json.ts'
import type { Own } from './received.ts'
import { missingScopes } from './requirements.ts'

/** What Slack says of us. */
export interface Introduction {
  readonly own: Own
  readonly workspace: string
  /** `https://acme.slack.com/`. */
  readonly url: string
  readonly missing: readonly string[]
}

/** Rejects with ApiFailure. */
export async function introduce(api: SlackApi): Promise<Introduction> {
  const answer = await api.call('auth.test')
  const { scopes } = objectOf(answer['response_metadata'])
  const granted = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : undefined
  return {
    own: { team: textOf(answer['team_id']), user: textOf(answer['user_id']), bot: textOf(answer['bot_id']) },
    workspace: textOf(answer['team']),
    url: textOf(answer['url']),
    missing: granted ? missingScopes(granted) : [],
  }
}
