import { readFileSync } from 'node:fs'
import { exitCode } from '../config/exit-code.ts'
import { fileTrouble, isMissingFile } from '../config/file-trouble.ts'
import { StartFailure } from './start-failure.ts'

/** How files of each kind begin. */
const beginnings: readonly (readonly [type: string, bytes: string])[] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
]
/** XMPP carries it whole in one stanza. */
const largest = 64 * 1024

/** The picture that contacts show, from a file of the operator. Throws StartFailure. */
export function readAvatar(file: string): { readonly type: string; readonly data: Uint8Array } {
  const data = read(file)
  const start = data.subarray(0, 8).toString('hex')
  const type = beginnings.find(([, bytes]) => start.startsWith(bytes))?.[0]
  if (type === undefined) throw refused(file, 'it is neither PNG nor JPEG')
  if (data.length > largest) throw refused(file, `it has ${Math.ceil(data.length / 1024)} kB, at most 64 are possible`)
  return { type, data }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw refused(file, isMissingFile(error) ? 'there is no such file' : fileTrouble(error, file))
  }
}

function refused(file: string, why: string): StartFailure {
  return new StartFailure(exitCode.configInvalid, `The picture ${file} of an XMPP network cannot be used: ${why}.`)
}
