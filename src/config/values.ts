import { z } from 'zod'
import { escapePattern } from '../util/localpart.ts'

/** The message for a value that is there but unusable; absent values get the general "is missing". */
function unless(message: string) {
  return (issue: { input?: unknown }) => (issue.input === undefined || issue.input === null ? undefined : message)
}

export function text() {
  return z.string()
}

/** Text of a stated form; `is` completes a sentence that begins with the value: "is not a nick". */
export function textLike(pattern: RegExp, is: string) {
  return z.string().regex(pattern, { error: unless(is) })
}

export function someText() {
  return textLike(/\S/, 'must not be empty')
}

export function wholeNumber(min: number, max: number) {
  const error = unless(`is not a whole number from ${min} to ${max}`)
  return z.int({ error }).min(min, { error }).max(max, { error })
}

export function port() {
  const error = unless('is not a port (1-65535)')
  return z.int({ error }).min(1, { error }).max(65535, { error })
}

/** The base address of an HTTP server, kept without a slash at its end. */
export function httpAddress() {
  return z
    .string()
    .refine(isHttpAddress, { error: 'is not an address such as https://matrix.example.com' })
    .transform((address) => address.replace(/\/+$/, ''))
}

export function optionalHttpAddress() {
  return z
    .string()
    .refine((address) => address === '' || isHttpAddress(address), {
      error: 'is not an address such as https://help.example.com (or empty)',
    })
    .transform((address) => address.replace(/\/+$/, ''))
}

function isHttpAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  return isWeb && url?.search === '' && url.hash === '' && !/\s/.test(address)
}

export const serverNamePattern = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

export function serverName() {
  return textLike(serverNamePattern, 'is not a server name such as example.com')
}

export function hostName() {
  return textLike(/^[A-Za-z0-9_.:-]+$/, 'is not a host name or IP address')
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const durationPattern = new RegExp(`^(\\d{1,9})(${Object.keys(units).map(escapePattern).join('|')})$`)

/** A time span written `500ms`, `60s`, `5m`, `2h` or `7d`; milliseconds once read. */
export function duration(fallback: string, longest = '365d') {
  const longestMs = milliseconds(longest) ?? 0
  return z
    .string({ error: unless('is not a time span such as 60s, 5m or 2h') })
    .transform((written, context) => {
      const ms = milliseconds(written)
      if (ms !== undefined && ms <= longestMs) return ms
      const message = ms === undefined ? 'is not a time span such as 60s, 5m or 2h' : `is longer than ${longest}`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .prefault(fallback)
}

function milliseconds(written: string): number | undefined {
  const [, digits, unit] = durationPattern.exec(written.trim()) ?? []
  return unit === undefined ? undefined : Number(digits) * (units[unit] ?? 0)
}

/** A group of keys. Left out or left empty it consists of its defaults, so that each missing key is named by itself. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess((value) => value ?? {}, z.strictObject(shape)).prefault({})
}
