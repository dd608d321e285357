import { say } from '../core/text/say.ts'
import type { Network, RemoteSender } from '../ports/network.ts'
import type { App } from './deps.ts'
import type { Background } from './open-conversation.ts'

export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'blocked' | 'limit'; readonly answer?: string }

const windowMs = 60_000

/** Whether a new conversation may be opened. A refusal is answered once with one polite sentence, and makes no room. */
export async function admit(
  app: App,
  network: Network,
  sender: RemoteSender,
  background: Background,
  at: number,
): Promise<Admission> {
  const language = app.settings.contacts.get(network.id)?.[0]?.language ?? 'en'
  if (background.chat?.blocked) return { ok: false, code: 'blocked', answer: say(language, 'blocked', {}) }
  const counts = await app.store.countOpenings({
    network: network.id,
    chat: sender.chat,
    since: at - windowMs,
    ...(sender.maybeSame === undefined ? {} : { maybeSame: sender.maybeSame }),
  })
  const { limits } = app.settings
  const isOver = (text: 'too-fast' | 'too-many-conversations'): Admission => ({
    ...{ ok: false, code: 'limit', answer: say(language, text, {}) },
  })
  if (counts.chat >= limits.perIdentity || counts.maybeSame >= limits.perHost) return isOver('too-fast')
  return counts.network >= limits.perNetwork ? isOver('too-many-conversations') : { ok: true }
}
