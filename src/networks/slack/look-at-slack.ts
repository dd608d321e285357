import { SlackApi } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import { introduce } from './introduce.ts'
import { type Refusal, refusalFor, refusalToConnect } from './refusal.ts'
import { scopesTrouble } from './requirements.ts'
import type { SlackSettings } from './settings.ts'

/** What a look at Slack showed: who we are there and what the app may not do, or why we would be refused. */
export type SlackLook =
  | { readonly workspace: string; readonly url: string; readonly lacks?: Refusal }
  | { readonly refusal: Refusal }

/** Tries both tokens, without taking events from a Switchboard that runs. Rejects with the reason when Slack cannot be reached. */
export async function lookAtSlack(settings: SlackSettings): Promise<SlackLook> {
  const { displayName, botToken, appToken, apiUrl } = settings
  try {
    const introduction = await introduce(new SlackApi(botToken, apiUrl))
    // An address for a connection; nothing connects to it.
    await new SlackApi(appToken, apiUrl).call('apps.connections.open')
    const { workspace, url, missing } = introduction
    return { workspace, url, ...(missing.length > 0 ? { lacks: scopesTrouble(missing, displayName) } : {}) }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    const isApp = error.method === 'apps.connections.open'
    const of = `${displayName}, ${isApp ? 'app_token' : 'bot_token'}`
    const refusal = isApp ? refusalToConnect(error, of) : refusalFor(error.code, of)
    if (refusal) return { refusal }
    throw error
  }
}
