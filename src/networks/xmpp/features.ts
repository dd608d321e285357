import type { NetworkFeatures } from '../../ports/network.ts'
import { longestBody } from './deliver.ts'

/** What XMPP carries. */
export const features: NetworkFeatures = {
  edit: 'degraded',
  redact: 'degraded',
  reply: 'degraded',
  reaction: 'degraded',
  files: 'degraded',
  typing: 'absent',
  formatting: 'native',
  choices: 'degraded',
  speaker: 'degraded',
  receipts: 'absent',
  presence: 'native',
  identification: 'native',
  maxBytes: longestBody,
}
