import type { NetworkFeatures } from '../../ports/network.ts'
import { longestBody } from './compose.ts'

/** What XMPP carries. Programs without an extension read what stands in for it (compose.ts). */
export const features: NetworkFeatures = {
  edit: 'native',
  redact: 'native',
  reply: 'native',
  reaction: 'native',
  files: 'native',
  typing: 'native',
  formatting: 'native',
  choices: 'degraded',
  speaker: 'degraded',
  receipts: 'native',
  presence: 'native',
  identification: 'native',
  maxBytes: longestBody,
}
