import { isDeepStrictEqual } from 'node:util'
import { linesMessage, table } from '../../core/commands/tables.ts'
import type { AgentId } from '../../core/ids.ts'
import { type Agent, loadOf } from '../../core/routing/agent.ts'
import type { AgentSettings } from '../../core/routing/agent-event.ts'
import { noSuchFeature } from '../../core/routing/result-text.ts'
import { featureNames } from '../../core/routing/rule-vocabulary.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import { runAgentEvent } from '../agent-step.ts'
import type { App } from '../deps.ts'
import { loadAgent } from '../session.ts'
import { type NotThere, newAgent, notThere, withChanges } from './agent-changes.ts'
import {
  availabilitySentence,
  availabilityWords,
  ceilingWords,
  listWords,
  loadWords,
  skillWords,
} from './agent-words.ts'
import type { CarryOutNamed } from './asked.ts'
import { localpartOf, namedAgent } from './named-agent.ts'
import { networksOf, standingWords } from './presence-words.ts'
import { reachOf } from './shared-words.ts'

export const listAgents: CarryOutNamed<'agent list'> = async ({ app, at }) => {
  const agents = [...(await app.store.agents())].sort((a, b) => a.name.localeCompare(b.name, 'en'))
  if (agents.length === 0)
    return 'There are no agents yet. An admin adds them: agent add @mira:example.org queues billing'
  const rows = agents.map((agent) => [
    agent.name,
    agent.id,
    availabilityWords(agent, at),
    loadWords(agent),
    listWords(agent.queues),
    standingWords(agent, networksOf(app)),
  ])
  return table(rows, ['AGENT', '', 'STATE', 'HAS', 'QUEUES', 'NETWORKS'])
}

export const showAgent: CarryOutNamed<'agent show'> = async ({ app, at }, { agent: reference }) => {
  const named = await namedAgent(app, reference)
  if (!named.ok) return named.problem
  const { agent } = named
  const ceilings = ceilingWords(agent)
  const teams = (await app.store.teams()).filter(({ members }) => members.includes(agent.id)).map(({ name }) => name)
  const rows = [
    ['State', availabilitySentence(agent, at, 'they')],
    ['Now', standingWords(agent, networksOf(app))],
    ['Has', `${loadWords(agent)} conversations${seatNumbers(agent)}`],
    ...(teams.length === 0 ? [] : [['Teams', teams.join(', ')]]),
    ['Queues', listWords(agent.queues)],
    ['Skills', skillWords(agent.skills)],
    ['Networks', `${listWords(agent.networks)}${ceilings ? `; at most ${ceilings}` : ''}`],
    ['Features', listWords(agent.features)],
    ...reachOf(app, agent).map((reach, index) => [index === 0 ? 'Can use' : '', reach]),
    ...(agent.needsAccept ? [['Offers', 'need !accept, because their client joins rooms by itself']] : []),
  ]
  return linesMessage([`${agent.name}, ${agent.id}`], rows, [])
}

export const addAgent: CarryOutNamed<'agent add'> = async ({ app, at }, { user, settings: wanted }) => {
  const id = user as AgentId
  if (app.isOurs(user)) return `${user} is one of my own users, not a person.`
  const name = wanted.name ?? oneLine((await displayName(app, id)) ?? localpartOf(user), 80)
  const settings = withChanges(newAgent(name), wanted)
  const warnings = await warningsFor(app, id, settings)
  return async (session) => {
    const { agent: known } = await loadAgent(session, id)
    if (known) return `${known.name} (${id}) is an agent already. To change something: agent set ${localpartOf(id)} …`
    await runAgentEvent(session, id, { type: 'added', at, agent: id, settings })
    return [
      `${settings.name} is an agent now: ${settingsWords(settings)}.`,
      ...warnings,
      howToBegin(settings.name),
    ].join(' ')
  }
}

export const setAgent: CarryOutNamed<'agent set'> = async ({ app, at }, { agent: reference, settings: wanted }) => {
  const named = await namedAgent(app, reference)
  if (!named.ok) return named.problem
  const { id } = named.agent
  const warnings = await warningsFor(app, id, withChanges(named.agent, wanted))
  return async (session) => {
    const { agent } = await loadAgent(session, id)
    if (!agent) return `${named.agent.name} is no longer an agent.`
    const settings = withChanges(agent, wanted)
    const missing = notThere(agent, wanted).map((one) => notThereWords(agent.name, one))
    if (isDeepStrictEqual(settings, withChanges(agent, {}))) {
      const why = missing.length === 0 ? 'it is so already.' : missing.join(' ')
      return `Nothing changed: ${why} ${agent.name}: ${settingsWords(settings)}.`
    }
    await runAgentEvent(session, id, { type: 'changed', at, settings })
    const over =
      loadOf(agent) > settings.capacity
        ? [`They have ${loadOf(agent)} now and get nothing new until that is less.`]
        : []
    return [`Changed. ${settings.name}: ${settingsWords(settings)}.`, ...missing, ...warnings, ...over].join(' ')
  }
}

function notThereWords(agent: string, { what, name, has }: NotThere): string {
  if (has.includes('*')) return `${agent} has all ${what}s: to leave one out, name those that stay.`
  const suggestion = didYouMean(name, has)
  return `${agent} does not have ${what} ${name}${suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`}.`
}

function settingsWords(
  agent: Pick<Agent, 'queues' | 'skills' | 'networks' | 'features' | 'capacity' | 'capacityPerNetwork'>,
): string {
  const skills = Object.keys(agent.skills).length === 0 ? [] : [`skills ${skillWords(agent.skills)}`]
  const features = agent.features.includes('*') ? [] : [`features ${listWords(agent.features)}`]
  const ceilings = Object.entries(agent.capacityPerNetwork).map(([network, most]) => `${most} on ${network}`)
  const most = [`up to ${agent.capacity} conversations`, ...ceilings].join(', ')
  return [
    `queues ${listWords(agent.queues)}`,
    ...skills,
    `networks ${listWords(agent.networks)}`,
    ...features,
    most,
  ].join('; ')
}

function howToBegin(name: string): string {
  return `${name} begins by inviting me to a direct chat and saying ready.`
}

function seatNumbers({ seats }: Agent): string {
  return seats.length === 0 ? '' : `: ${seats.map(({ conversation }) => conversation).join(', ')}`
}

/** Names that fit nothing there is. They are taken nevertheless: a queue may be added after its agents. */
async function warningsFor(
  app: App,
  id: AgentId,
  { name, queues, networks, features, capacityPerNetwork }: AgentSettings,
): Promise<readonly string[]> {
  const draft = await app.store.ruleSets.draft()
  const published = await app.store.ruleSets.published()
  const knownQueues = [published, draft].flatMap((set) => set?.rules.queues.map(({ name }): string => name) ?? [])
  const knownNetworks = [...app.networks.values()].flatMap(({ id, type }): string[] => [id, type])
  return [
    ...queues.flatMap((queue) => unknownName('queue', queue, knownQueues)),
    ...[...new Set([...networks, ...Object.keys(capacityPerNetwork)])].flatMap((network) =>
      unknownName('network', network, ['*', ...knownNetworks]),
    ),
    ...features.flatMap(unknownFeature),
    ...(queues.length === 0
      ? [
          `Without a queue ${name} is offered nothing; "agent set ${localpartOf(id)} queues ${knownQueues[0] ?? '…'}" changes that.`,
        ]
      : []),
  ]
}

function unknownName(what: string, name: string, known: readonly string[]): readonly string[] {
  if (known.includes(name)) return []
  const suggestion = didYouMean(name, known)
  return [`There is no ${what} ${name} yet.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`]
}

function unknownFeature(name: string): readonly string[] {
  return name === '*' || featureNames.includes(name) ? [] : [`${noSuchFeature(name).replace(/^n/, 'N')}.`]
}

async function displayName(app: App, id: AgentId): Promise<string | undefined> {
  try {
    return await app.matrix.displayNameOf(id)
  } catch (error) {
    app.log.debug({ error, agent: id }, 'the display name could not be asked for')
    return undefined
  }
}
