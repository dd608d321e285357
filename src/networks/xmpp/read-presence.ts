import { oneLine } from '../../core/text/one-line.ts'
import type { CustomerPresence } from '../../ports/network.ts'
import { childOf, type Element, textOf } from './element.ts'
import { ns } from './namespaces.ts'

const longestStatus = 200
const shows: Readonly<Record<string, CustomerPresence['state']>> = { away: 'away', xa: 'away', dnd: 'busy' }

/** How somebody is, by their own words (RFC 6121 4.7.2) or because their program was not touched for a while (XEP-0319). */
export function readPresence(stanza: Element): CustomerPresence {
  const said = (name: string) => textOf(childOf(stanza, name, ns.component))
  const shown = shows[said('show').trim()]
  const state = shown ?? (childOf(stanza, 'idle', ns.idle) ? 'idle' : 'here')
  const text = oneLine(said('status'), longestStatus)
  return { state, ...(text === '' ? {} : { text }) }
}
