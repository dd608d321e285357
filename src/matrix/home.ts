import type { Client } from './client.ts'
import type { MatrixDeps, MatrixSettings } from './settings.ts'

/** What all parts of the adapter share. */
export interface Home {
  readonly client: Client
  readonly settings: MatrixSettings
  readonly deps: MatrixDeps
  readonly botId: string
}

/** The one device of each of our users. It is there only to make the homeserver remember transaction ids. */
export const device = 'SWITCHBOARD'

export function userId(home: Home, localpart: string): string {
  return `@${localpart}:${home.settings.serverName}`
}
