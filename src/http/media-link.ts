import { createHmac } from 'node:crypto'
import { cleanFileName } from '../util/clean-file-name.ts'
import { equalSecrets } from './equal-secrets.ts'

/** 128 bits: nobody guesses them, and links stay short enough for a line of IRC. */
const signatureBytes = 16
const mxcPattern = /^mxc:\/\/([A-Za-z0-9.:[\]-]+\/[A-Za-z0-9_=-]+)$/

export interface MediaLink {
  /** The file in Matrix, `mxc://server/id`. */
  readonly mxc: string
  /** ms since the epoch; counts in whole seconds. Taken from the event, not from now, a repeat gives the same link. */
  readonly expiresAt: number
  readonly fileName: string
}

export type CheckedLink =
  | { readonly ok: true; readonly mxc: string; readonly fileName: string }
  | { readonly ok: false; readonly reason: 'unknown' | 'expired' }

/** The link to a file, below `address`; undefined for what is no address of a file in Matrix. */
export function makeMediaLink(address: string, key: string, link: MediaLink): string | undefined {
  const [, media] = mxcPattern.exec(link.mxc) ?? []
  if (media === undefined) return undefined
  const fileName = cleanFileName(link.fileName)
  const expiry = Math.floor(link.expiresAt / 1000).toString(36)
  const token = `${expiry}.${Buffer.from(media).toString('base64url')}.${sign(key, media, expiry, fileName)}`
  return `${address}/media/${token}/${encodeURIComponent(fileName)}`
}

/** What a link names. `expired` is said only of links that were ours. `now`: ms since the epoch. */
export function checkMediaLink(key: string, token: string, fileName: string, now: number): CheckedLink {
  const [, expiry = '', encoded = '', signature = ''] = /^([0-9a-z]{1,9})\.([\w-]+)\.([\w-]+)$/.exec(token) ?? []
  const media = Buffer.from(encoded, 'base64url').toString('utf8')
  const isOurs = equalSecrets(signature, sign(key, media, expiry, fileName))
  if (!isOurs || !mxcPattern.test(`mxc://${media}`)) return { ok: false, reason: 'unknown' }
  if (Number.parseInt(expiry, 36) * 1000 <= now) return { ok: false, reason: 'expired' }
  return { ok: true, mxc: `mxc://${media}`, fileName }
}

/** JSON around the parts, so that no two different triples are signed as the same text. */
function sign(key: string, media: string, expiry: string, fileName: string): string {
  const signed = JSON.stringify(['media', media, expiry, fileName])
  return createHmac('sha256', key).update(signed).digest().subarray(0, signatureBytes).toString('base64url')
}
