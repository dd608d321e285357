import type { NetworkFeatures } from '../../ports/network.ts'
import { longestText } from './encode.ts'

export const features: NetworkFeatures = {
  edit: 'native',
  redact: 'native',
  // A thread hides an answer from whoever reads the chat itself: a quoted line is seen.
  reply: 'degraded',
  reaction: 'native',
  files: 'native',
  typing: 'absent',
  formatting: 'native',
  choices: 'native',
  speaker: 'native',
  receipts: 'absent',
  presence: 'degraded',
  identification: 'degraded',
  // In UTF-8 no character takes more than three bytes for each of JavaScript's.
  maxBytes: longestText * 3,
}
