import { equal } from 'node:assert/strict'
import { receive } from '../../src/networks/irc/receive.ts'

const from = (nick: string, ident: string, hostname: string, tags: Record<string, string> = {}) =>
  receive(
    { command: 'PRIVMSG', params: ['support', 'hello'], nick, ident, hostname, tags } as never,
    (name) => name === 'support',
  )?.type

describe('irc: who is a customer', () => {
  it('people may be called like services of some networks', () => {
    for (const nick of ['x', 'L', 'Q', 'global', 'alis', 'services', 'helper'])
      equal(from(nick, '~nick', 'dsl-12.example'), 'message', nick)
  })

  it('services are not served, wherever a network keeps them', () => {
    for (const [nick, user, host] of [
      ['Global', 'global', 'services.libera.example'],
      ['ALIS', 'alis', 'services.libera.example'],
      ['Q', 'TheQBot', 'CServe.quakenet.example'],
      ['X', 'cservice', 'undernet.example'],
      ['Global', 'services', 'testnet.services'],
      ['NickServ', 'nick', 'anything.example'],
    ] as const)
      equal(from(nick, user, host), undefined, nick)
  })

  it('who is tagged as a bot is not served', () => {
    equal(from('helper', 'h', 'example', { bot: '' }), undefined)
  })
})
