import type { Logger } from '../observe/log.ts'

/** What the adapter must know of the configuration. */
export interface MatrixSettings {
  /** e.g. `http://localhost:8008` */
  readonly homeserverUrl: string
  /** The homeserver's domain, e.g. `example.com`. */
  readonly serverName: string
  /** The registration's `id`. */
  readonly appserviceId: string
  readonly asToken: string
  /** The registration's `sender_localpart`. */
  readonly botLocalpart: string
  /** Empty: left as it is. */
  readonly botDisplayName: string
  /** An mxc address; empty: left as it is. */
  readonly botAvatar: string
  /** e.g. `sb_{{.}}`; users and aliases of this form belong to us by the registration. */
  readonly usernameTemplate: string
  /**
   * Letters and digits that name this database. They stand in aliases and transaction ids, so that a fresh database, which
   * counts conversations from 1 again, is not taken for the old one by a homeserver that remembers.
   */
  readonly instance: string
  /** Absent: the homeserver's default. */
  readonly roomVersion?: string
  /** Power of everybody who is invited into a room, below 100. */
  readonly agentPower: number
  /** Whether agents are removed when a room is archived. */
  readonly removeAgentsOnArchive: boolean
}

/** What the adapter is given to speak with. */
export interface MatrixDeps {
  readonly logger: Logger
  /** ms since the epoch. */
  readonly now: () => number
  /** A link to the file on the public listener, signed and expiring. */
  readonly signLink: (mxc: string, name: string) => string
}
