import type { NetworkFeatures } from '../../ports/network.ts'

/** What IRC carries. */
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
  maxBytes: 400,
}
