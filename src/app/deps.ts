import type { Level } from '../core/commands/permissions.ts'
import type { Occasion } from '../core/conversation/state.ts'
import type { ContactId, NetworkId, RoomId } from '../core/ids.ts'
import type { FileReference } from '../core/message/message.ts'
import type { Language } from '../core/text/language.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeldLease, LeaseName } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import type { Matrix } from '../ports/matrix.ts'
import type { MatrixEvent } from '../ports/matrix-event.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import type { Network } from '../ports/network.ts'
import type { RemoteFiles } from '../ports/remote-files.ts'
import type { Store } from '../ports/store.ts'
import type { WakeUps } from '../ports/wake-ups.ts'
import type { AgentsView } from './agents-view.ts'
import type { AssignedView } from './assigned-view.ts'
import type { CustomerPresences } from './customer-presences.ts'
import type { FreshLanes } from './fresh-lanes.ts'
import type { Haste } from './haste.ts'
import type { RulesView } from './rules-view.ts'
import type { Signs } from './signs.ts'
import type { TeamsView } from './teams-view.ts'
import type { Transfers } from './transfers.ts'
import type { WaitingView } from './waiting-view.ts'

/** One contact of one network, as the configuration describes it. */
export interface ContactSettings {
  readonly id: ContactId
  readonly name: string
  readonly language: Language
  /** How people may come to it and be greeted; `message`: those who write. */
  readonly greetsOn: readonly ('message' | Occasion)[]
}

/** How many conversations may be opened per minute. */
export interface OpeningLimits {
  readonly perIdentity: number
  readonly perHost: number
  readonly perNetwork: number
}

export interface AppSettings {
  readonly organisation: string
  readonly agentNaming: 'name' | 'agent'
  readonly commandPrefix: string
  readonly identificationTimeoutMs: number
  readonly intakeTimeoutMs: number
  readonly quietTimeMs: number
  readonly positionIntervalMs: number
  /** How often at most a contact shows another state on a network. */
  readonly stateIntervalMs: number
  /** From here on a contact shows that one waits long. */
  readonly longWaitMs: number
  readonly quietTimeLongMs: number
  readonly offerTimeoutMs: number
  /** How long Matrix may show a ready agent offline before they are away; 0: for ever. */
  readonly presenceAwayMs: number
  readonly wrapUpMs: number
  readonly linkMs: number
  /** How long closed conversations are kept; 0 for ever. */
  readonly transcriptMs: number
  readonly limits: OpeningLimits
  /** At least one for each network; all of one network have the same language. */
  readonly contacts: ReadonlyMap<NetworkId, readonly ContactSettings[]>
  readonly version: string
  readonly additionalHelp: string
  readonly welcome: string
}

/** What the shell works with. Made once by main. */
export interface App {
  readonly store: Store
  readonly matrix: Matrix
  readonly networks: ReadonlyMap<NetworkId, Network>
  readonly clock: Clock
  readonly log: Log
  readonly settings: AppSettings
  readonly wakeUps: WakeUps
  readonly neighbours: Neighbours
  readonly agents: AgentsView
  readonly teams: TeamsView
  readonly rules: RulesView
  readonly waiting: WaitingView
  readonly presences: CustomerPresences
  /** Reads a raw event of the homeserver. */
  readonly readEvent: (raw: unknown) => MatrixEvent
  /** Whether a Matrix user is our bot or one of our ghosts. */
  readonly isOurs: (user: string) => boolean
  readonly botUser: string
  /** What a person may do, by the configuration. */
  readonly levelOf: (user: string) => Level
  readonly ghostLocalpart: (network: NetworkId, chat: string) => string
  /** A link by which people outside see a file, for a limited time from `at` (ms since the epoch); undefined where there is no public address. */
  readonly publicLink: (file: FileReference, at: number) => string | undefined
  /** Where customers' files may be fetched from anywhere; undefined: they go as links. */
  readonly remoteFiles: RemoteFiles | undefined
  readonly transfers: Transfers
  /** The room in which admins command, once there is one. */
  readonly adminRoom: () => RoomId | undefined
  /** Chats with an open conversation, as far as this process knows; a miss only costs a look. */
  readonly openChats: Set<string>
  readonly haste: Haste
  readonly freshLanes: FreshLanes
  readonly assigned: AssignedView
  readonly signs: Signs
  /** Turns the timers of a lease into inbox rows (`timerRow`) until it is lost. */
  readonly runTimers: (lease: HeldLease) => Promise<void>
  /** Lets go what was held in a lane. */
  readonly release: (lease: LeaseName, lane: string) => void
  /** Ends the process hard at a named point, in tests of crashes; otherwise nothing. */
  readonly reached: (point: ReachedPoint, network?: NetworkId) => void
  readonly metrics: AppMetrics
}

export type ReachedPoint = 'before-submit' | 'after-submit' | 'before-commit' | 'after-commit' | 'network-send'

/** What the shell counts. Times in ms. */
export interface AppMetrics {
  applied(kind: string): void
  received(source: string, count: number): void
  relayed(direction: 'to-matrix' | 'to-network', network: string, ms: number): void
  decided(outcome: string, ms: number): void
  offer(queue: string, outcome: string): void
  opened(network: string): void
  closed(network: string, by: string): void
  limited(network: string, limit: string): void
  deliveryFailed(direction: 'to-matrix' | 'to-network', network: string, certain: boolean): void
  /** A file of a customer: on the homeserver, as a link because nothing else is allowed, or because it could not be had. */
  file(network: string, outcome: 'carried' | 'link' | 'not-fetched'): void
  parked(): void
}
