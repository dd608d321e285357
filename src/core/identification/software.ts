import { oneLine } from '../text/one-line.ts'
import type { AppProfile } from './app-profile.ts'

const longestPart = 40

/** The customer's application in a few words, `irssi 1.4.3 on Linux`; undefined when nothing is known of it. */
export function softwareOf({ application, version, os, raw }: AppProfile): string | undefined {
  const name = application ?? raw
  if (!name) return undefined
  const exact = application && version ? ` ${oneLine(version.value, longestPart)}` : ''
  const system = os ? ` on ${oneLine(os.value, longestPart)}` : ''
  return `${oneLine(name.value, longestPart)}${exact}${system}`
}
