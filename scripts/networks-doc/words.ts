import type { Config } from '../../src/config/schema.ts'
import type { NetworkFeatures } from '../../src/ports/network.ts'

export type NetworkType = Config['networks'][number]['type']
export type Ability = Exclude<keyof NetworkFeatures, 'maxBytes'>

export const titles: Readonly<Record<NetworkType, string>> = { irc: 'IRC', xmpp: 'XMPP', slack: 'Slack' }

/** What an ability is for people, and what they see of it where a network has only something like it. */
export const abilities: Readonly<Record<Ability, { readonly does: string; readonly degraded: string }>> = {
  edit: { does: 'a message is changed', degraded: 'the new text comes again, after a `*`' },
  redact: { does: 'a message is taken back', degraded: 'a line says so' },
  reply: { does: 'a message is answered', degraded: 'its first line is quoted' },
  reaction: { does: 'a reaction', degraded: 'a line says with what and to what' },
  files: { does: 'a file of an agent', degraded: 'a link that expires' },
  typing: { does: 'one sees the other type', degraded: 'in one direction only' },
  formatting: { does: 'bold, lists, quotes, code', degraded: 'as signs in the text' },
  choices: { does: 'answers to a question can be pressed', degraded: 'numbered; the number is the answer' },
  speaker: { does: 'who of us speaks stands beside the message', degraded: 'the name is written before it' },
  receipts: { does: 'the agent sees that it arrived', degraded: 'only that the server has it' },
  presence: { does: 'the customer is seen to come and go', degraded: 'only when we ask' },
  identification: { does: "the customer's software is found out", degraded: 'only what the network implies' },
}
