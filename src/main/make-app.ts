import { createAgentsView } from '../app/agents-view.ts'
import { createAssignedView } from '../app/assigned-view.ts'
import { createSigns } from '../app/create-signs.ts'
import { createCustomerPresences } from '../app/customer-presences.ts'
import type { App } from '../app/deps.ts'
import { createFreshLanes, type FreshLanes } from '../app/fresh-lanes.ts'
import { createHaste } from '../app/haste.ts'
import { createRulesView } from '../app/rules-view.ts'
import { createTeamsView } from '../app/teams-view.ts'
import { timerRow } from '../app/timer-row.ts'
import { createTransfers } from '../app/transfers.ts'
import { createWaitingView } from '../app/waiting-view.ts'
import type { Config } from '../config/schema.ts'
import { signingKey } from '../config/signing-key.ts'
import { levelOf } from '../core/commands/permissions.ts'
import type { AgentId, NetworkId, RoomId } from '../core/ids.ts'
import { makeMediaLink } from '../http/media-link.ts'
import { runTimers } from '../jobs/timers.ts'
import { incoming } from '../matrix/index.ts'
import { killPoint } from '../observe/kill-point.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Log } from '../ports/log.ts'
import type { Matrix } from '../ports/matrix.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import type { Network } from '../ports/network.ts'
import type { Store } from '../ports/store.ts'
import type { WakeUps } from '../ports/wake-ups.ts'
import { createRemoteFiles } from '../remote-files/index.ts'
import { fillTemplate, templatePattern } from '../util/localpart.ts'
import { appMetrics } from './app-metrics.ts'
import { appSettings } from './app-settings.ts'

export interface Parts {
  readonly config: Config
  readonly version: string
  readonly store: Store
  readonly matrix: Matrix
  readonly networks: ReadonlyMap<NetworkId, Network>
  readonly wakeUps: WakeUps & Neighbours
  readonly log: Log
  readonly metrics: Metrics
  readonly adminRoom: () => RoomId | undefined
}

const clock = { now: Date.now }

/** The shell with everything it works with. */
export function makeApp(parts: Parts): App {
  const { config, store } = parts
  const settings = appSettings(config, parts.version)
  const agents = createAgentsView(store)
  const { domain } = config.homeserver
  const botUser = `@${config.appservice.bot.username}:${domain}`
  const ghost = new RegExp(`^@${templatePattern(config.appservice.username_template)}$`)
  const isOurs = (user: string): boolean =>
    user === botUser || (user.endsWith(`:${domain}`) && ghost.test(user.slice(0, -domain.length - 1)))
  const ghostLocalpart = (network: NetworkId, chat: string): string =>
    fillTemplate(config.appservice.username_template, `${network}_${chat}`)
  const openChats = new Set<string>()
  const freshLanes = createFreshLanes((topic) => parts.wakeUps.wake(topic))
  const app: Omit<App, 'signs'> = {
    store,
    matrix: parts.matrix,
    networks: parts.networks,
    clock,
    log: parts.log,
    settings,
    wakeUps: parts.wakeUps,
    neighbours: parts.wakeUps,
    agents,
    teams: createTeamsView(store),
    rules: createRulesView(store.ruleSets),
    waiting: createWaitingView(),
    presences: createCustomerPresences({
      matrix: parts.matrix,
      log: parts.log,
      ghostOf: ({ network, chat, customer }) => ({
        localpart: ghostLocalpart(network, chat),
        displayName: customer.name,
      }),
      isOpen: (chat) => openChats.has(chat),
    }),
    readEvent: incoming,
    isOurs,
    botUser,
    levelOf: (user) => levelOf(config.bridge.permissions, user, agents.index.agents.has(user as AgentId)),
    ghostLocalpart,
    publicLink: publicLinks(config),
    remoteFiles: remoteFiles(config),
    transfers: createTransfers(),
    openChats,
    haste: createHaste(),
    freshLanes,
    assigned: createAssignedView(),
    runTimers: (lease) => runTimers(lease, { store, wakeUps: parts.wakeUps, clock, rowOf: timerRow }),
    release: releasing(parts, freshLanes),
    adminRoom: parts.adminRoom,
    reached: killPoint,
    metrics: appMetrics(parts.metrics),
  }
  return { ...app, signs: createSigns(app) }
}

/** Who orders something for the lane meanwhile has it looked for: what was held goes first. */
function releasing({ store, log }: Parts, freshLanes: FreshLanes): App['release'] {
  return (lease, lane) => {
    const settle = freshLanes.announce(lease, [{ side: 'network', lane }])
    store
      .releaseLane(lease, 'network', lane)
      .catch((error: unknown) => log.warn({ error, lane }, 'a lane could not be released'))
      .finally(() => settle(undefined, () => undefined))
  }
}

function remoteFiles({ fetch_remote_files: fetching }: Config): App['remoteFiles'] {
  const { enabled, max_bytes: maxBytes, timeout: timeoutMs, max_redirects: maxRedirects } = fetching
  return enabled ? createRemoteFiles({ maxBytes, timeoutMs, maxRedirects }) : undefined
}

function publicLinks(config: Config): App['publicLink'] {
  const { address, expiry_days: days } = config.public
  if (address === '') return () => undefined
  const key = signingKey(config)
  return (file, at) =>
    makeMediaLink(address, key, { mxc: file.url, fileName: file.name, expiresAt: at + days * 86_400_000 })
}
