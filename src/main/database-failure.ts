import { exitCode } from '../config/exit-code.ts'
import { fileTrouble } from '../config/file-trouble.ts'
import { StartFailure } from './start-failure.ts'

interface Place {
  readonly where: string
  readonly user: string
  readonly name: string
}

/** What each error code of PostgreSQL or of the connection to it means for the operator. */
const sentences: readonly (readonly [RegExp, (place: Place) => string])[] = [
  [
    /^28/,
    ({ where, user }) => `PostgreSQL at ${where} refuses "${user}". Check the user and the password in database.uri`,
  ],
  [/^3D000$/, ({ where, name }) => `PostgreSQL at ${where} has no database "${name}". Make it, or mend database.uri`],
  [
    /^42501$/,
    ({ where, user, name }) =>
      `PostgreSQL at ${where}: "${user}" may not make tables in "${name}". Make that user its owner`,
  ],
  [/^53300$/, ({ where }) => `PostgreSQL at ${where} has no connection left. Raise its max_connections`],
  [
    /^E[A-Z]|^08|^57|timeout/,
    ({ where }) => `PostgreSQL at ${where} cannot be reached. Is it running, and is database.uri right?`,
  ],
]

/** The sentence for whatever kept us from using the database. `uri` is empty for the embedded one. */
export function databaseFailure(error: unknown, uri: string): StartFailure {
  const message = error instanceof Error ? error.message : String(error)
  if (uri === '')
    return new StartFailure(exitCode.database, `The own PostgreSQL cannot be used: ${ownTrouble(error)}`, error)
  const place = placeOf(uri)
  const code = codeOf(error)
  const known = sentences.find(([pattern]) => pattern.test(code))
  const sentence = known ? `${known[1](place)} (${code})` : `PostgreSQL at ${place.where} cannot be used: ${message}`
  return new StartFailure(exitCode.database, sentence, error)
}

function ownTrouble(error: unknown): string {
  const isFile = error instanceof Error && 'path' in error && typeof error.path === 'string'
  if (isFile) return `${error.path}: ${fileTrouble(error, String(error.path))}`
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.cause !== undefined) return codeOf(error.cause)
  return /timeout/i.test(error.message) ? 'timeout' : ''
}

/** Never the password. */
function placeOf(uri: string): Place {
  const { host, username, pathname } = URL.parse(uri) ?? new URL('postgres://unknown')
  return {
    where: decodeURIComponent(host),
    user: decodeURIComponent(username),
    name: decodeURIComponent(pathname.slice(1)),
  }
}
