import type { Agent } from '../../core/routing/agent.ts'
import { oneLine, quoted } from '../../core/text/one-line.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import type { App } from '../deps.ts'

const mostNamed = 8

export type NamedAgent = { readonly ok: true; readonly agent: Agent } | { readonly ok: false; readonly problem: string }

/** The agent meant by a Matrix id, its first part or a display name; exactly one, or what would be accepted. */
export async function namedAgent(app: App, reference: string): Promise<NamedAgent> {
  const agents = await app.store.agents()
  const wanted = reference.toLowerCase()
  const exact = agents.find(({ id }) => id.toLowerCase() === wanted)
  const found = exact ? [exact] : agents.filter((agent) => spellings(agent).includes(wanted.replace(/^@/, '')))
  const [only, second] = found
  if (only && !second) return { ok: true, agent: only }
  if (only) return { ok: false, problem: `Which one? ${found.map(({ id }) => id).join(' or ')}` }
  const suggestion = didYouMean(wanted, agents.flatMap(spellings))
  const meant = suggestion === undefined ? '' : ` Did you mean ${oneLine(suggestion, 80)}?`
  return { ok: false, problem: `There is no agent ${quoted(reference, 60)}.${meant} ${thereAre(agents)}` }
}

function thereAre(agents: readonly Agent[]): string {
  if (agents.length === 0) return 'There are none yet: agent add @mira:example.org queues billing'
  if (agents.length > mostNamed) return '"agent list" shows all.'
  return `Agents: ${agents.map(({ id }) => localpartOf(id)).join(', ')}`
}

function spellings({ id, name }: Agent): readonly string[] {
  return [localpartOf(id).toLowerCase(), name.toLowerCase()]
}

/** `mira` of `@mira:example.org`. */
export function localpartOf(id: string): string {
  return id.slice(1).split(':')[0] ?? id
}
