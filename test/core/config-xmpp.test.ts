import assert from 'node:assert/strict'
import { readConfig } from '../../src/config/read-config.ts'
import type { NetworkId } from '../../src/core/ids.ts'
import { appSettings } from '../../src/main/app-settings.ts'
import { xmppSettings } from '../../src/main/make-networks.ts'

const least = `homeserver: {address: "http://localhost:8008", domain: help.test}
appservice: {as_token: a-token-that-is-long-enough-as, hs_token: a-token-that-is-long-enough-hs}
bridge: {permissions: {"@root:help.test": admin}}
networks:
`

/** Six lines and more. */
function network(id: string, lines = '', address = 'support'): string {
  const contacts = `    contacts: [{id: help, address: ${address}}]\n`
  return `  - id: ${id}\n    type: xmpp\n    domain: help.test\n    secret: sesame\n${contacts}${lines}`
}

function read(networks: string) {
  return readConfig(`${least}${networks}`, {}, () => assert.fail('no file is read'))
}

describe('configuration of XMPP', () => {
  it('what is left out has its default', () => {
    const result = read(network('people'))
    assert.ok(result.ok)
    const [xmpp] = result.config.networks
    assert.ok(xmpp?.type === 'xmpp')
    assert.deepEqual([xmpp.address, xmpp.port, xmpp.language], ['127.0.0.1', 5347, 'en'])
    assert.deepEqual(xmpp.contacts, [
      { id: 'help', address: 'support', name: 'Help desk', greet_on: ['message', 'subscribe'] },
    ])
  })

  it('[P10] on what a contact greets reaches the shell and the connector', () => {
    const result = read(network('people').replace('}]', ', greet_on: [subscribe]}]'))
    assert.ok(result.ok)
    const [xmpp] = result.config.networks
    assert.ok(xmpp?.type === 'xmpp')
    assert.deepEqual(xmppSettings(xmpp).contacts[0]?.greetOn, ['subscribe'])
    assert.deepEqual(appSettings(result.config, '1.2.3').contacts.get(xmpp.id as NetworkId)?.[0]?.greetsOn, [
      'subscribe',
    ])
  })

  const wrong: readonly (readonly [string, string, string])[] = [
    [
      'an address that is none',
      network('people', '', 'a@b'),
      'line 9 | networks[0].contacts[0].address | "a@b" is not the part of an address before the @ (a-z 0-9 . _ -)',
    ],
    [
      'an address twice',
      network('people').replace('}]', '}, {id: other, address: support}]'),
      'line 9 | networks[0].contacts | this list names an address twice',
    ],
    [
      'an occasion it does not have',
      network('people').replace('}]', ', greet_on: [home]}]'),
      'line 9 | networks[0].contacts[0].greet_on[0] | "home" is not one of message, subscribe',
    ],
    [
      'no contact',
      network('people').replace(/\[.*\]/, '[]'),
      'line 9 | networks[0].contacts | this list needs at least one contact',
    ],
    [
      'a domain with a resource',
      network('people').replace('help.test', 'help.test/desk'),
      'line 7 | networks[0].domain | "help.test/desk" is not a domain such as help.example.com',
    ],
    [
      'a key of IRC',
      network('people', '    nick: support\n'),
      'line 10 | networks[0].nick | unknown key. Known here: id, type, displayname, address, port, domain, secret, contacts, language, avatar',
    ],
    [
      'a domain twice',
      network('people') + network('others'),
      'line 12 | networks[1].domain | "help.test" is already that of networks[0]',
    ],
    [
      'a secret of several lines',
      network('people').replace('sesame', '"a\\nb"'),
      'line 8 | networks[0].secret | this value must be one line',
    ],
  ]
  for (const [title, networks, complaint] of wrong) {
    it(`${title} is refused`, () => {
      const result = read(networks)
      assert.ok(!result.ok)
      const [{ where, path, text } = { where: '', path: '', text: '' }, ...others] = result.problems
      assert.deepEqual([[where, path, text].join(' | '), others.length], [complaint, 0])
    })
  }
})
