import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { checkRegistration, makeRegistration } from '../../src/config/registration.ts'
import { configSchema } from '../../src/config/schema.ts'
import { signingKey } from '../../src/config/signing-key.ts'

const tokens = { asToken: 'a'.repeat(64), hsToken: 'h'.repeat(64) }
const config = configSchema.parse({
  homeserver: { address: 'http://localhost:8008', domain: 'help.test' },
  appservice: { as_token: tokens.asToken, hs_token: tokens.hsToken },
  bridge: { permissions: { '@root:help.test': 'admin' } },
  networks: [],
})

describe('registration', () => {
  const text = makeRegistration(config, tokens)

  it('is what the homeserver needs', () => {
    assert.deepEqual(parse(text), {
      id: 'switchboard',
      url: 'http://localhost:29390',
      as_token: tokens.asToken,
      hs_token: tokens.hsToken,
      sender_localpart: 'switchboard',
      rate_limited: false,
      namespaces: {
        users: [
          { exclusive: true, regex: '^@switchboard:help\\.test$' },
          { exclusive: true, regex: '^@sb_.*:help\\.test$' },
        ],
        aliases: [{ exclusive: true, regex: '^#sb_.*:help\\.test$' }],
        rooms: [],
      },
      receive_ephemeral: true,
      'de.sorunome.msc2409.push_ephemeral': true,
    })
  })

  it('its patterns take names literally and end where the name ends', () => {
    const [, ghosts] = parse(text).namespaces.users
    const pattern = new RegExp(ghosts.regex)
    assert.ok(pattern.test('@sb_libera=5fanna:help.test'))
    assert.ok(!pattern.test('@sb_anna:helpxtest'))
    assert.ok(!pattern.test('@sb_anna:help.test.evil.example'))
  })

  it('fits the configuration it was made from, also with namespaces of the operator beside ours', () => {
    assert.deepEqual(checkRegistration(text, config), [])
    const more = parse(text)
    more.namespaces.users.unshift({ exclusive: false, regex: '^@irc_.*' })
    more['io.element.msc4190'] = true
    assert.deepEqual(checkRegistration(JSON.stringify(more), config), [])
  })

  it('each thing that does not fit is named, without the tokens', () => {
    const other = parse(makeRegistration(config, { asToken: 'x'.repeat(64), hsToken: tokens.hsToken }))
    other.rate_limited = undefined
    other.sender_localpart = 'random'
    other.namespaces.aliases = []
    const problems = checkRegistration(JSON.stringify(other), config)
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['as_token', 'sender_localpart', 'rate_limited', 'namespaces.aliases'],
    )
    assert.doesNotMatch(JSON.stringify(problems), /xxxx|aaaa/)
  })

  it('that would have the homeserver call somewhere else, or send too much or too little, does not fit', () => {
    const moved = checkRegistration(text.replace('url: http://localhost:29390', 'url: http://elsewhere:29390'), config)
    assert.deepEqual(
      moved.map(({ where, path, text: why }) => `${where} ${path} ${why}`),
      [
        'line 4 url is "http://elsewhere:29390", but appservice.address is "http://localhost:29390". ' +
          'Make them equal; if the registration changes, restart the homeserver.',
      ],
    )
    assert.deepEqual(checkRegistration(text.replace('localhost:29390', 'localhost:29390/'), config), [])
    const silent = checkRegistration(text.replace(/: true$/gm, ': false'), config)
    assert.deepEqual(
      silent.map(({ path }) => path),
      ['receive_ephemeral'],
    )
    for (const one of [/^receive_ephemeral.*\n/m, /^de\.soru.*\n/m]) {
      assert.deepEqual(checkRegistration(text.replace(one, ''), config), [])
    }
  })

  it('what does not fit is said with the line on which it stands, or would stand', () => {
    const other = text.replace(/^rate_limited.*\n/m, '').replace(/hs_token: .*/, 'hs_token: other')
    const found = checkRegistration(other.replace('^#sb_', '^#other_'), config)
    assert.deepEqual(
      found.map(({ where, path }) => `${where} ${path}`.trim()),
      ['line 6 hs_token', 'rate_limited', 'line 14 namespaces.aliases'],
    )
  })

  it('the one in the repository shows the form and is refused', () => {
    const committed = readFileSync(new URL('../../registration.yaml', import.meta.url), 'utf8')
    const problems = checkRegistration(committed, config)
    assert.deepEqual(
      problems.filter(({ kind }) => kind === 'placeholder').map(({ path }) => path),
      ['as_token', 'hs_token'],
    )
  })

  it('text that is no registration is said to be none', () => {
    for (const broken of ['', '- a', 'a: [', '"x"', 'a: *b']) {
      assert.equal(checkRegistration(broken, config)[0]?.kind, 'unreadable')
    }
  })
})

describe('the key that signs media links', () => {
  it('is derived from the token unless set, so that every process signs alike', () => {
    assert.equal(signingKey(config), signingKey(structuredClone(config)))
    assert.notEqual(signingKey(config), config.appservice.as_token)
    const own = { ...config, public: { ...config.public, signing_key: 'k'.repeat(32) } }
    assert.equal(signingKey(own), 'k'.repeat(32))
  })
})
