import assert from 'node:assert/strict'
import { formatProblems } from '../../src/config/format-problems.ts'
import { type ReadConfig, type ReadOptions, readConfig } from '../../src/config/read-config.ts'
import { redactConfig, secretsOf } from '../../src/config/redact-config.ts'
import { sampleConfig } from '../../src/config/sample-config.ts'
import type { Config } from '../../src/config/schema.ts'

const token = 'a-token-that-is-long-enough'
const withoutNetworks = `homeserver:
  address: http://localhost:8008/
  domain: help.test
appservice:
  as_token: ${token}-as
  hs_token: ${token}-hs
bridge:
  permissions:
    "@root:help.test": admin
`
const least = `${withoutNetworks}networks: []
`

function noFile(): never {
  throw new Error('no such file')
}

function read(
  text: string,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
  options?: ReadOptions,
) {
  return readConfig(text, env, (path) => files[path] ?? noFile(), options)
}

function accepted(result: ReadConfig): Config {
  assert.ok(result.ok, result.ok ? '' : formatProblems('config.yaml', result.problems))
  return result.config
}

/** The problems as printed, without the columns between them. */
function complaints(result: ReadConfig): readonly string[] {
  assert.ok(!result.ok, 'the configuration was accepted')
  return result.problems.map(({ where, path, text }) => [where, path, text].filter(Boolean).join(' | '))
}

function network(lines: string): string {
  return `${withoutNetworks}networks:\n  - id: libera\n    type: irc\n    address: irc.test\n    nick: support\n${lines}`
}

describe('configuration', () => {
  it('the least that must be set gives every other key its default', () => {
    const config = accepted(read(least))
    assert.equal(config.homeserver.address, 'http://localhost:8008')
    assert.equal(config.appservice.username_template, 'sb_{{.}}')
    assert.equal(config.appservice.bot.username, 'switchboard')
    assert.equal(config.routing.offer_timeout, 60_000)
    assert.equal(config.database.uri, '')
    assert.deepEqual(config.logging.writers, [{ type: 'stdout', format: 'pretty' }])
    assert.deepEqual(config.networks, [])
  })

  it('networks cannot be left out, for nobody could write; a list that is meant to be empty is fine', () => {
    const remedy = 'add the network on which customers write, as in the sample; or [] to begin without.'
    assert.deepEqual(complaints(read(withoutNetworks)), [`networks | is missing; ${remedy}`])
  })

  it('somebody must be admin by Matrix ID, unless there is an admin room: others cannot be invited to one', () => {
    const whole = least.replace('"@root:help.test": admin', 'help.test: admin')
    assert.deepEqual(complaints(read(whole)), [
      'line 8 | bridge.permissions | names no admin by Matrix ID, whom the bot could invite to its admin room; ' +
        'add "@you:your.server": admin, or set bridge.admin_room',
    ])
    accepted(read(whole.replace('permissions:', 'admin_room: "#desk:help.test"\n  permissions:')))
  })

  it('a network gets the defaults of its type', () => {
    const [irc] = accepted(read(network(''))).networks
    assert.ok(irc?.type === 'irc')
    assert.equal(irc.port, 6697)
    assert.deepEqual(irc.tls, { enabled: true, verify: true, ca: '' })
    assert.deepEqual(irc.flood, { burst: 8, interval_ms: 1100 })
    assert.equal(irc.sasl, null)
    assert.equal(irc.services_nick, 'NickServ')
  })

  it('every problem is reported at once, with line, path and what would be right', () => {
    const text = `homeserver:
  adress: http://localhost:8008
  domain: help.test
appservice:
  port: 66997
  as_token: ${token}
  hs_token: ${token}
networks:
  - type: irc
    address: irc.test
    nick: 7up
logging:
  min_level: warning
  writers:
    - type: stdout
      colour: red
bridge:
  permissions:
    "@root:help.test": boss
routing:
  offer_timeout: 5 minutes
`
    const result = read(text)
    assert.deepEqual(complaints(result), [
      'line 2 | homeserver.adress | unknown key. Did you mean address?',
      'line 5 | appservice.port | "66997" is not a port (1-65535)',
      'line 9 | networks[0].id | is missing',
      'line 11 | networks[0].nick | "7up" is not an IRC nick',
      'line 13 | logging.min_level | "warning" is not one of trace, debug, info, warn, error, fatal. Did you mean warn?',
      'line 16 | logging.writers[0].colour | unknown key. Known here: type, format',
      'line 18 | bridge.permissions | names no admin; add "@you:your.server": admin',
      'line 19 | bridge.permissions["@root:help.test"] | "boss" is not one of block, agent, supervisor, admin',
      'line 21 | routing.offer_timeout | "5 minutes" is not a time span such as 60s, 5m or 2h',
    ])
    assert.equal(!result.ok && result.exitCode, 11)
  })

  it('the report has a line per problem, in columns', () => {
    const result = read(`${least}databse: 1\nrouting:\n  wrap_up: soon\n`)
    assert.ok(!result.ok)
    assert.equal(
      formatProblems('config.yaml', result.problems),
      [
        'config.yaml, 2 problems, nothing was started:',
        '  line 11  databse          unknown key. Did you mean database?',
        '  line 13  routing.wrap_up  "soon" is not a time span such as 60s, 5m or 2h',
      ].join('\n'),
    )
  })

  const wrong: readonly (readonly [string, string, string])[] = [
    ['a list where keys belong', `${least}database: []\n`, 'line 11 | database | this list is not a group of keys'],
    [
      'text where a number belongs',
      `${least}database:\n  max_open_conns: "5"\n`,
      'line 12 | database.max_open_conns | "5" is not a whole number from 3 to 1000',
    ],
    [
      'text where yes or no belongs',
      `${least}metrics:\n  enabled: yess\n`,
      'line 12 | metrics.enabled | "yess" is not true or false',
    ],
    [
      'keys where a list belongs',
      `${withoutNetworks}networks:\n  libera: {}\n`,
      'line 10 | networks | this group of keys is not a list (lines that begin with "- ")',
    ],
    ['an empty key', `${least}database:\n  type:\n`, 'line 12 | database.type | is empty'],
    [
      'a network of unknown type',
      `${withoutNetworks}networks:\n  - type: matrix\n`,
      'line 11 | networks[0].type | "matrix" is not one of irc, xmpp, slack',
    ],
    [
      'an id twice',
      network('  - {id: libera, type: irc, address: b.test, nick: x}\n'),
      'line 15 | networks[1].id | "libera" is already that of networks[0]',
    ],
    [
      'a nick twice on one server',
      network('  - {id: b, type: irc, address: irc.test, nick: support}\n'),
      'line 15 | networks[1].nick | "support" is already that of networks[0]',
    ],
    [
      'a port twice',
      `${least}public:\n  address: https://help.test\n  port: 29390\n`,
      'line 13 | public.port | is also appservice.port; the two listeners must not share a port',
    ],
    [
      'encryption',
      `${least}encryption:\n  allow: true\n`,
      'line 12 | encryption.allow | "true" cannot be used: encryption is not built yet. Set false.',
    ],
    [
      'a line break in a password for IRC',
      network('    server_password: "a\\nQUIT"\n'),
      'line 15 | networks[0].server_password | this value must be one line',
    ],
    [
      'a space in an IRC user name',
      network('    username: a b\n'),
      'line 15 | networks[0].username | "a b" must not be empty, have spaces or begin with ":"',
    ],
    ['half an account', network('    sasl: {username: x}\n'), 'line 15 | networks[0].sasl.password | is missing'],
    [
      'a time span without end',
      `${least}routing:\n  identification_timeout: 1h\n`,
      'line 12 | routing.identification_timeout | "1h" is longer than 60s',
    ],
  ]
  for (const [title, text, complaint] of wrong) {
    it(`${title} is refused`, () => {
      const found = complaints(read(text))
      assert.equal(found.length, 1, found.join('\n'))
      assert.ok(found[0]?.startsWith(complaint), found[0])
    })
  }

  it('a template that could name the bot is refused', () => {
    const text = least.replace('appservice:\n', 'appservice:\n  username_template: "s{{.}}"\n')
    assert.deepEqual(complaints(read(text)), [
      'line 5 | appservice.username_template | "s{{.}}" could also name the bot, "switchboard"',
    ])
  })

  it('an empty file lacks what must be set, and says each', () => {
    const found = complaints(read(''))
    for (const path of ['homeserver.address', 'homeserver.domain', 'appservice.as_token', 'bridge.permissions']) {
      assert.ok(
        found.some((text) => text.startsWith(`${path} | is missing; `)),
        found.join('\n'),
      )
    }
  })

  it('a group whose keys are all commented out counts as left out', () => {
    assert.equal(accepted(read(`${least}database:\n  # uri: x\n`)).database.max_open_conns, 10)
  })

  it('what is not YAML is unreadable, with the line', () => {
    for (const [text, line] of [
      ['a: [1\nb: 2\n', 'line 2'],
      ['a: 1\na: 2\n', 'line 2'],
      ['p: *secret\n', 'line 1'],
      ['just words', 'line 1'],
    ] as const) {
      const result = read(text)
      assert.ok(!result.ok)
      assert.equal(result.exitCode, 10, text)
      assert.equal(result.problems[0]?.where, line, text)
      assert.ok(!formatProblems('c', result.problems).includes('secret'))
    }
  })

  it('keys of the JavaScript language are unknown keys like any other', () => {
    const found = complaints(read(`${least}__proto__:\n  x: 1\nconstructor: 1\n`))
    assert.deepEqual(
      found.map((line) => line.split(' | ')[1]),
      ['__proto__', 'constructor'],
    )
    assert.equal(({} as Record<string, unknown>)['x'], undefined)
  })

  it('the message about a secret never shows it', () => {
    const text = network('    server_password: [hunter2]\n    sasl: {username: x, password: 12345678}\n').replace(
      `${token}-as`,
      'hunter2',
    )
    const result = read(`${text}database:\n  uri: mysql://root:hunter2@db\n`)
    assert.ok(!result.ok)
    assert.equal(result.problems.length, 4)
    assert.doesNotMatch(JSON.stringify(result), /hunter2|12345678/)
  })

  it('a redacted configuration holds none of its secrets, and says where they are', () => {
    const text = network('    server_password: hunter2\n    sasl: {username: x, password: hunter3}\n')
    const config = accepted(read(`${text}database:\n  uri: postgres://sb:hunter4@db/sb\n`))
    const shown = JSON.stringify(redactConfig(config))
    assert.doesNotMatch(shown, /hunter|long-enough/)
    assert.match(shown, /"password":"\(secret\)"/)
    assert.ok(config.networks[0]?.type === 'irc')
    assert.equal(config.networks[0].sasl?.password, 'hunter3')
    assert.deepEqual(
      [...secretsOf(config)].sort(),
      [`${token}-as`, `${token}-hs`, 'hunter2', 'hunter3', 'postgres://sb:hunter4@db/sb', 'hunter4'].sort(),
    )
  })
})

describe('configuration from the environment', () => {
  it('a variable replaces a value, in the type the key has', () => {
    const env = {
      SWITCHBOARD_APPSERVICE__PORT: '1234',
      SWITCHBOARD_APPSERVICE__EPHEMERAL_EVENTS: 'false',
      SWITCHBOARD_DATABASE__URI: 'postgres://db/sb',
      SWITCHBOARD_NETWORKS__LIBERA__SASL__USERNAME: '007',
      SWITCHBOARD_NETWORKS__0__SASL__PASSWORD: 'null',
      SWITCHBOARD_ROUTING__WRAP_UP: '30s',
    }
    const config = accepted(read(network(''), env))
    assert.equal(config.appservice.port, 1234)
    assert.equal(config.appservice.ephemeral_events, false)
    assert.equal(config.database.uri, 'postgres://db/sb')
    assert.ok(config.networks[0]?.type === 'irc')
    assert.deepEqual(config.networks[0].sasl, { username: '007', password: 'null' })
    assert.equal(config.routing.wrap_up, 30_000)
  })

  it('a variable that ends in _FILE names the file that holds the value', () => {
    const env = { SWITCHBOARD_APPSERVICE__AS_TOKEN_FILE: '/run/secret' }
    const config = accepted(read(least, env, { '/run/secret': 'out-of-a-secret-file\n' }))
    assert.equal(config.appservice.as_token, 'out-of-a-secret-file')
  })

  it('problems name the variable instead of a line', () => {
    const env = {
      SWITCHBOARD_APPSERVICE__PROT: '1',
      SWITCHBOARD_APPSERVICE__PORT: '0',
      SWITCHBOARD_DATABASE__URI_FILE: '/nowhere',
      SWITCHBOARD_NETWORKS__LIBRA__PORT: '1',
    }
    assert.deepEqual([...complaints(read(network(''), env))].sort(), [
      'SWITCHBOARD_APPSERVICE__PORT | appservice.port | "0" is not a port (1-65535)',
      'SWITCHBOARD_APPSERVICE__PROT | appservice.prot | unknown key. Did you mean PORT?',
      'SWITCHBOARD_DATABASE__URI_FILE | database.uri | the file "/nowhere" cannot be read',
      'SWITCHBOARD_NETWORKS__LIBRA__PORT | networks.libra | unknown key. Did you mean LIBERA?',
    ])
  })

  it('variables of the prefix without "__" are somebody else\'s', () => {
    accepted(
      read(least, { SWITCHBOARD_PORT: 'tcp://10.0.0.1:80', SWITCHBOARD_SERVICE_HOST: 'x', SWITCHBOARD_KILL_AT: 'x' }),
    )
  })

  it('the prefix can be changed and switched off', () => {
    const own = accepted(
      read(`${least}env_config_prefix: HELP_\n`, { HELP_APPSERVICE__ID: 'help', SWITCHBOARD_APPSERVICE__ID: 'x' }),
    )
    assert.equal(own.appservice.id, 'help')
    const off = accepted(read(`${least}env_config_prefix: null\n`, { SWITCHBOARD_APPSERVICE__ID: 'x' }))
    assert.equal(off.appservice.id, 'switchboard')
  })

  it('no variable reaches beyond the keys of the schema', () => {
    const env = {
      SWITCHBOARD___PROTO____POLLUTED: '1',
      SWITCHBOARD_CONSTRUCTOR__X: '1',
      SWITCHBOARD_HOMESERVER__ADDRESS__X: '1',
    }
    assert.equal(complaints(read(least, env)).length, 3)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
})

describe('sample configuration', () => {
  it('only its placeholders stand between it and a start', () => {
    const result = read(sampleConfig())
    assert.ok(!result.ok)
    assert.equal(result.exitCode, 20)
    assert.deepEqual(
      result.problems.map(({ path }) => path),
      [
        'homeserver.address',
        'homeserver.domain',
        'appservice.as_token',
        'appservice.hs_token',
        'bridge.permissions["example.com"]',
        'bridge.permissions["@admin:example.com"]',
        'networks[0].address',
        'networks[1].domain',
        'networks[1].secret',
        'networks[2].app_token',
        'networks[2].bot_token',
      ],
    )
    assert.ok(result.problems.every(({ kind }) => kind === 'placeholder'))
  })

  it('a placeholder beside another problem is still reported, and the configuration is invalid', () => {
    const result = read(sampleConfig().replace('port: 6697', 'port: 0'))
    assert.equal(!result.ok && result.exitCode, 11)
    assert.equal(!result.ok && result.problems.length, 12)
  })

  it('with its placeholders replaced it means the same as the defaults', () => {
    const text = sampleConfig()
      .replace('https://matrix.example.com', 'http://localhost:8008')
      .replace('domain: example.com', 'domain: help.test')
      .replace('irc.example.net', 'irc.test')
      .replace('domain: help.example.net', 'domain: help.test')
      .replace('secret: the secret of the component', 'secret: sesame')
      .replace('xapp-1-A0000000000-0-sample', 'xapp-1-A1-1-x')
      .replace('xoxb-0-0-sample', 'xoxb-1-x')
      .replaceAll('This value is generated when generating the registration', token)
      .replace('    example.com: agent\n', '')
      .replace('@admin:example.com', '@root:help.test')
    const fromSample = accepted(read(text))
    const fromDefaults = accepted(read(least))
    const sections = ['routing', 'limits', 'retention', 'logging', 'public', 'fetch_remote_files', 'database'] as const
    for (const name of [...sections, 'metrics'] as const) {
      assert.deepEqual(fromSample[name], fromDefaults[name], name)
    }
  })

  it('no line is longer than a terminal of 120 columns', () => {
    assert.deepEqual(
      sampleConfig()
        .split('\n')
        .filter((line) => line.length > 120),
      [],
    )
  })
})
