import type { ApiFailure } from './api-failure.ts'

/** Why we must not come back by ourselves, and what an admin can do. */
export interface Refusal {
  readonly text: string
  readonly remedy: string
}

const newTokens =
  'and set app_token and bot_token of this network anew (docs/networks/slack.md), then restart Switchboard.'
const reinstall = `Install the app in the workspace again (api.slack.com/apps, Install App) ${newTokens}`

const refusals: Readonly<Record<string, Refusal>> = {
  invalid_auth: {
    text: 'Slack does not know the token.',
    remedy: `Look it up at api.slack.com/apps (bot_token: OAuth & Permissions; app_token: Basic Information) ${newTokens}`,
  },
  not_authed: { text: 'Slack was given no token.', remedy: `Look both tokens up at api.slack.com/apps ${newTokens}` },
  token_revoked: { text: 'The token was revoked.', remedy: reinstall },
  token_expired: {
    text: 'The token has expired.',
    remedy: `Turn token rotation off for the app (OAuth & Permissions) ${newTokens}`,
  },
  account_inactive: {
    text: 'The app was removed from the workspace, or its token belongs to a deleted user.',
    remedy: reinstall,
  },
  app_uninstalled: { text: 'The app was uninstalled from the workspace.', remedy: reinstall },
  not_allowed_token_type: {
    text: 'Slack was given a token of the wrong kind.',
    remedy: 'app_token begins with xapp-, bot_token with xoxb-; set both, then restart Switchboard.',
  },
}

/** Undefined where trying again may help. */
export function refusalFor(code: string, of: string): Refusal | undefined {
  const known = refusals[code]
  return known && { text: `${of}: ${known.text}`, remedy: known.remedy }
}

/** Why no connection can be had with the app token. */
export function refusalToConnect({ code, needed }: ApiFailure, of: string): Refusal | undefined {
  if (code === 'missing_scope') {
    return {
      text: `${of}: the app token may not open connections (${needed ?? 'connections:write'}).`,
      remedy: 'Make an app-level token with the scope connections:write (Basic Information) and set it as app_token.',
    }
  }
  return refusalFor(code, of)
}
