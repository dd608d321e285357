import assert from 'node:assert/strict'
import { readConfig } from '../../src/config/read-config.ts'
import { redactConfig, secretsOf } from '../../src/config/redact-config.ts'
import { sampleConfig } from '../../src/config/sample-config.ts'
import { makeNetworks } from '../../src/main/make-networks.ts'
import { silent } from '../support/irc-rig.ts'

const least = `homeserver: {address: "http://localhost:8008", domain: help.test}
appservice: {as_token: a-token-that-is-long-enough-as, hs_token: a-token-that-is-long-enough-hs}
bridge: {permissions: {"@root:help.test": admin}}
networks:
`

/** Four lines and more. */
function network(id: string, lines = ''): string {
  return `  - id: ${id}\n    type: slack\n    app_token: xapp-1-A1-2-${id}\n    bot_token: xoxb-1-${id}\n${lines}`
}

function read(networks: string, env: Readonly<Record<string, string>> = {}) {
  return readConfig(`${least}${networks}`, env, () => 'xoxb-from-a-file\n')
}

describe('configuration of Slack', () => {
  it('what is left out has its default, and a connector is made of it', async () => {
    const result = read(network('acme'))
    assert.ok(result.ok)
    const [slack] = result.config.networks
    assert.ok(slack?.type === 'slack')
    assert.deepEqual(
      [slack.contact, slack.name, slack.language, slack.icon, slack.api_url],
      ['support', 'Help desk', 'en', '', ''],
    )
    const [made] = (await makeNetworks(result.config, silent, { now: Date.now })).values()
    assert.deepEqual([made?.type, made?.displayName, made?.features.edit], ['slack', 'acme', 'native'])
  })

  it('tokens are never shown, and can come from a file', () => {
    const result = read(network('acme'), { SWITCHBOARD_NETWORKS__ACME__BOT_TOKEN_FILE: '/run/secrets/slack' })
    assert.ok(result.ok)
    const secrets = secretsOf(result.config)
    for (const secret of ['xapp-1-A1-2-acme', 'xoxb-from-a-file']) {
      assert.ok(secrets.includes(secret))
      assert.ok(!JSON.stringify(redactConfig(result.config)).includes(secret))
    }
  })

  it('the tokens of the sample must be replaced', () => {
    const result = readConfig(sampleConfig(), {}, () => assert.fail('no file is read'))
    assert.ok(!result.ok)
    const paths = result.problems.filter(({ kind }) => kind === 'placeholder').map(({ path }) => path)
    for (const key of ['app_token', 'bot_token']) assert.ok(paths.includes(`networks[2].${key}`), key)
  })

  const wrong: readonly (readonly [string, string, string])[] = [
    [
      'a token of the wrong kind',
      network('acme').replace('xapp-', 'xoxb-'),
      'line 7 | networks[0].app_token | this value is not an app-level token (xapp-...)',
    ],
    [
      'a token twice',
      network('acme') + network('other').replace('xoxb-1-other', 'xoxb-1-acme'),
      'line 12 | networks[1].bot_token | the same token is already that of networks[0]',
    ],
    [
      'a picture that has no address',
      network('acme', '    icon: picture.png\n'),
      'line 9 | networks[0].icon | "picture.png" is not an address such as https://help.example.com (or empty)',
    ],
  ]
  for (const [title, networks, complaint] of wrong) {
    it(`${title} is refused, and no token is shown`, () => {
      const result = read(networks)
      assert.ok(!result.ok)
      const [{ where, path, text } = { where: '', path: '', text: '' }, ...others] = result.problems
      assert.deepEqual([[where, path, text].join(' | '), others.length], [complaint, 0])
      assert.ok(!JSON.stringify(result.problems).includes('acme'))
    })
  }
})
