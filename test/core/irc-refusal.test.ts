import { equal } from 'node:assert/strict'
import type { IrcMessage } from 'irc-framework'
import { finalRefusal } from '../../src/networks/irc/refusal.ts'

type Kind = 'ban' | 'password' | 'none'

function kindOf(text: string, isRegistered: boolean): Kind {
  const message: IrcMessage = { command: 'ERROR', params: [text], nick: '', ident: '', hostname: '', tags: {} } as never
  const refusal = finalRefusal(message, isRegistered)
  if (!refusal) return 'none'
  return /password/.test(refusal.remedy) ? 'password' : 'ban'
}

const table: readonly (readonly [who: string, text: string, whileOn: Kind, beforeIt: Kind])[] = [
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [K-lined: no desks]', 'ban', 'ban'],
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [Z-lined]', 'ban', 'ban'],
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [K-lined: Killed (x)]', 'ban', 'ban'],
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [Killed (oper (stop this or be banned))]', 'none', 'none'],
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [Killed (oper ([K-lined: x] (K-Line)))]', 'none', 'none'],
  ['InspIRCd', 'Closing link: (desk@127.0.0.1) [Access denied by configuration]', 'none', 'password'],
  ['InspIRCd', 'Closing link: (banned@127.0.0.1) [Ping timeout: 120 seconds]', 'none', 'none'],
  ['ngIRCd', 'K-Line by "oper": "no desks"', 'ban', 'ban'],
  ['ngIRCd', 'Access denied: "no desks" (K-Line)', 'ban', 'ban'],
  ['ngIRCd', 'Access denied: "bad password" (G-Line)', 'ban', 'ban'],
  ['ngIRCd', 'Access denied: Bad password?', 'none', 'password'],
  ['ngIRCd', 'KILLed by oper: stop this or be banned (K-Line)', 'none', 'none'],
  ['Solanum', 'Closing Link: 192.0.2.1 (K-Lined)', 'ban', 'ban'],
  ['Solanum', 'Closing Link: 192.0.2.1 (Killed (oper (K-Lined next time)))', 'none', 'none'],
  ['UnrealIRCd', 'Closing Link: desk[192.0.2.1] (User has been banned from Testnet (no desks))', 'ban', 'ban'],
  ['UnrealIRCd', 'Closing Link: desk[192.0.2.1] ([oper] banned is who comes back)', 'none', 'none'],
  ['Ergo', 'You are banned from this server (no desks)', 'ban', 'ban'],
  ['any', 'Closing Link: desk (Invalid password)', 'none', 'password'],
  ['any', 'Server going down, you are not banned', 'none', 'none'],
  ['any', 'Too many connections from your host', 'none', 'none'],
]

describe('irc: whether a closed connection is final', () => {
  for (const [who, text, whileOn, beforeIt] of table) {
    it(`${who}: ${text}`, () => {
      equal(kindOf(text, true), whileOn)
      equal(kindOf(text, false), beforeIt)
    })
  }
})
