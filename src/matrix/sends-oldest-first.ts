import { isErrcode } from './failure.ts'
import type { Home } from './home.ts'
import { textIn } from './json.ts'

/** Since this version a ping ends the waiting of Synapse. */
const firstMajor = 1
const firstMinor = 132

/** Whether it is a Synapse that is new enough: others do not know the question. Rejects while the homeserver does not answer. */
export async function sendsOldestFirst({ client }: Home): Promise<boolean> {
  const answer = await client.call({ method: 'GET', path: '/_synapse/admin/v1/server_version' }).catch(unlessUnknown)
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(textIn(answer, 'server_version') ?? '') ?? []
  if (major === undefined) return false
  return Number(major) > firstMajor || (Number(major) === firstMajor && Number(minor) >= firstMinor)
}

function unlessUnknown(error: unknown): undefined {
  if (!isErrcode(error, 'M_NOT_FOUND', 'M_UNRECOGNIZED', 'M_FORBIDDEN')) throw error
}
