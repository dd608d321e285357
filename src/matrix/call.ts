import type { Readable } from 'node:stream'
import type { Json } from './json.ts'

export interface ClientSettings {
  /** e.g. `http://localhost:8008`, without a path of the Matrix API. */
  readonly homeserverUrl: string
  /** Absent: asked as nobody. */
  readonly asToken?: string
}

/** One call of the client-server API. `as`: the user we speak for; absent for the bot. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly as?: string
  /** Needed by sends: without a device the homeserver forgets transaction ids when it restarts. */
  readonly device?: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: Json
  /** In place of `body`. */
  readonly file?: FileBody
}

export interface FileBody {
  readonly contentType: string
  readonly bytes: number
  open(): Readable
}
