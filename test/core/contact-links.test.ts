import assert from 'node:assert/strict'
import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { createIrcNetwork, createXmppNetwork, type IrcSettings } from '../../src/networks/index.ts'

const silent = () => undefined
const deps = {
  log: { debug: silent, info: silent, warn: silent, error: silent },
  clock: { now: () => 0 },
  random: () => 0,
}
const help = 'help' as ContactId

function irc(changes: Partial<IrcSettings>): string | undefined {
  const settings: IrcSettings = {
    id: 'libera' as NetworkId,
    displayName: 'Libera',
    contact: { id: help, nick: 'support' },
    host: 'irc.example.net',
    port: 6697,
    tls: true,
    username: 'switchboard',
    realName: 'Help desk',
    language: 'en',
    ctcpVersion: true,
    sharedHosts: [],
    ...changes,
  }
  return createIrcNetwork(settings, deps).contactLink(help)
}

describe('what is published of a contact', () => {
  it('[P15] on IRC: a link to the person, with TLS where we use it', () => {
    assert.equal(irc({}), 'ircs://irc.example.net:6697/support,isnick')
    assert.equal(irc({ tls: false, port: 6667 }), 'irc://irc.example.net:6667/support,isnick')
  })

  it('[P15] on IRC: with the characters of nicks escaped that a link cannot hold, and a numeric address in brackets', () => {
    assert.equal(
      irc({ contact: { id: help, nick: '[help]|desk^' } }),
      'ircs://irc.example.net:6697/%5Bhelp%5D%7Cdesk%5E,isnick',
    )
    assert.equal(irc({ host: '2001:db8::1' }), 'ircs://[2001:db8::1]:6697/support,isnick')
  })

  it('[P15] on XMPP: the address that a program opens to write to', () => {
    const network = createXmppNetwork(
      {
        id: 'people' as NetworkId,
        displayName: 'People',
        host: '127.0.0.1',
        port: 5347,
        domain: 'help.example.net',
        secret: 'sesame',
        contacts: [
          { id: help, local: 'support', name: 'Help desk' },
          { id: 'uk' as ContactId, local: 'sales.uk', name: 'Sales' },
        ],
        language: 'en',
      },
      deps,
    )
    assert.equal(network.contactLink(help), 'xmpp:support@help.example.net?message')
    assert.equal(network.contactLink('uk' as ContactId), 'xmpp:sales.uk@help.example.net?message')
    assert.equal(network.contactLink('sales' as ContactId), undefined)
  })
})
