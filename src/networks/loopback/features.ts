import type { NetworkFeatures } from '../../ports/network.ts'

export const rich: NetworkFeatures = {
  edit: 'native',
  redact: 'native',
  reply: 'native',
  reaction: 'native',
  files: 'native',
  typing: 'native',
  formatting: 'native',
  choices: 'native',
  speaker: 'native',
  receipts: 'native',
  presence: 'native',
  identification: 'native',
  maxBytes: 65_536,
}

export const onlyText: NetworkFeatures = {
  ...rich,
  edit: 'degraded',
  redact: 'degraded',
  reply: 'degraded',
  reaction: 'degraded',
  files: 'degraded',
  typing: 'absent',
  choices: 'degraded',
  speaker: 'degraded',
  receipts: 'absent',
}
