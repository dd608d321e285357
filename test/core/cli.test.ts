import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Action, parseArgs } from '../../src/config/cli.ts'
import { helpText } from '../../src/config/cli-help.ts'
import { options } from '../../src/config/cli-options.ts'
import { NotWritten, nodeIo, type OfflineIo } from '../../src/config/offline-io.ts'
import { runOffline } from '../../src/config/run-offline.ts'
import { sampleConfig } from '../../src/config/sample-config.ts'

const standard = { configPath: 'config.yaml', registrationPath: 'registration.yaml', dataDir: 'data', noUpdate: false }

describe('command line', () => {
  const rows: readonly (readonly [string, Action])[] = [
    ['', { kind: 'run', ...standard }],
    [
      '-c a.yaml -r b.yaml --data-dir d -n',
      { kind: 'run', configPath: 'a.yaml', registrationPath: 'b.yaml', dataDir: 'd', noUpdate: true },
    ],
    ['--config=a=b.yaml', { kind: 'run', ...standard, configPath: 'a=b.yaml' }],
    ['-ca.yaml', { kind: 'run', ...standard, configPath: 'a.yaml' }],
    ['-nc a.yaml', { kind: 'run', ...standard, configPath: 'a.yaml', noUpdate: true }],
    ['-e -c -', { kind: 'generate-config', ...standard, configPath: '-' }],
    ['-g', { kind: 'generate-registration', ...standard }],
    ['-gn', { kind: 'generate-registration', ...standard, noUpdate: true }],
    ['check-config -c x', { kind: 'check-config', ...standard, configPath: 'x' }],
    ['-c x doctor', { kind: 'doctor', ...standard, configPath: 'x' }],
    ['replay 4711', { kind: 'replay', conversation: 4711, ...standard }],
    ['export', { kind: 'export', ...standard }],
    ['-v', { kind: 'version', json: false }],
    ['--version-json', { kind: 'version', json: true }],
    ['doctor -h', { kind: 'help' }],
  ]
  for (const [line, action] of rows) {
    it(`"switchboard ${line}" is read as ${action.kind}`, () => {
      assert.deepEqual(parseArgs(line.split(' ').filter(Boolean)), action)
    })
  }

  const refused: readonly (readonly [string, string])[] = [
    ['-x', 'There is no option -x.'],
    ['--confg a', 'There is no option --confg. Did you mean --config?'],
    ['-c', '-c needs a path, as in: switchboard -c config.yaml'],
    ['-n=1', '-n takes no value.'],
    ['docter', 'There is no command "docter". Did you mean doctor? Known: check-config, doctor, replay, export.'],
    ['replay', 'replay needs the number of one conversation, as in: switchboard replay 4711'],
    ['replay x', 'replay needs the number of one conversation, as in: switchboard replay 4711'],
    ['-e -g', '-e and -g exclude each other: one writes the sample, the other needs it filled in.'],
    ['-g doctor', '-g takes nothing after it, but there is "doctor".'],
    ['-e doctor', '-e takes nothing after it, but there is "doctor".'],
    ['doctor now', 'doctor takes nothing after it, but there is "now".'],
  ]
  for (const [line, sentence] of refused) {
    it(`"switchboard ${line}" is refused with a sentence`, () => {
      const action = parseArgs(line.split(' '))
      assert.equal(action.kind, 'usage-error')
      assert.equal(action.kind === 'usage-error' && action.text, `${sentence} All options: switchboard -h`)
    })
  }

  it('the help names every option and keeps to the width of a terminal', () => {
    const help = helpText('1.2.3')
    for (const { long } of options) assert.ok(help.includes(`--${long}`), long)
    assert.match(help, /^switchboard \[-hgvne\] \[-c <path>\] \[-r <path>\]/m)
    assert.deepEqual(
      help.split('\n').filter((line) => line.length > 120),
      [],
    )
  })
})

interface World extends OfflineIo {
  readonly files: Map<string, string>
  readonly out: string[]
  readonly errors: string[]
}

function world(files: Record<string, string> = {}, env: Record<string, string> = {}): World {
  const stored = new Map(Object.entries(files))
  const out: string[] = []
  const errors: string[] = []
  let tokens = 0
  return {
    files: stored,
    out,
    errors,
    env,
    version: '1.2.3',
    print: (text) => void out.push(text),
    printError: (text) => void errors.push(text),
    exists: (path) => stored.has(path),
    readFile: (path) => {
      const text = stored.get(path)
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return text
    },
    writeFiles: (written) => {
      const bad = written.find(([path]) => path.startsWith('/readonly/'))
      if (bad) throw new NotWritten(bad[0], 'permission denied', undefined)
      for (const [path, text] of written) stored.set(path, text)
    },
    makeToken: () => `token-number-${++tokens}`.padEnd(64, '.'),
  }
}

function run(line: string, io: OfflineIo): number | undefined {
  return runOffline(parseArgs(line.split(' ').filter(Boolean)), io)
}

/** A configuration that lacks only its tokens. The comments and the odd layout are part of what is tested. */
const fresh = `# my help desk
homeserver: {address: "http://localhost:8008", domain: help.test}
appservice:
    # do not touch
    as_token: "This value is generated when generating the registration"  # mine
    hs_token:   This value is generated when generating the registration
bridge:
  permissions: {"@root:help.test": admin}
networks: []
`

describe('commands without a server', () => {
  it('-v, -h and a wrong option answer with text and code', () => {
    const io = world()
    assert.equal(run('-v', io), 0)
    assert.equal(run('-h', io), 0)
    assert.equal(io.out[0], 'switchboard 1.2.3')
    assert.equal(run('--nope', io), 2)
    assert.equal(io.errors.length, 1)
  })

  it('actions that need a server are left to the caller', () => {
    for (const line of ['', 'doctor', 'replay 1', 'export']) assert.equal(run(line, world()), undefined)
  })

  it('-e writes the sample, never over a file that exists; -c - prints it', () => {
    const io = world()
    assert.equal(run('-e -c a.yaml', io), 0)
    assert.equal(io.files.get('a.yaml'), sampleConfig())
    io.files.set('a.yaml', 'mine')
    assert.equal(run('-e -c a.yaml', io), 1)
    assert.equal(io.files.get('a.yaml'), 'mine')
    assert.equal(run('-e -c -', io), 0)
    assert.equal(io.out.at(-1), sampleConfig().trimEnd())
    assert.equal(io.files.has('-'), false)
  })

  it('a file that cannot be written is code 21', () => {
    const io = world()
    assert.equal(run('-e -c /readonly/a.yaml', io), 21)
    assert.deepEqual(io.errors, ['/readonly/a.yaml could not be written: permission denied. Nothing was changed.'])
  })

  it('-g that cannot write the registration leaves the tokens of the configuration alone', () => {
    const io = world({ 'config.yaml': fresh })
    assert.equal(run('-g -r /readonly/registration.yaml', io), 21)
    assert.equal(io.files.get('config.yaml'), fresh)
  })

  it('tokens that are missing are said with the way to make them', () => {
    const io = world({ 'config.yaml': fresh.replace(/appservice:\n( {4}.*\n)+/, '') })
    assert.equal(run('check-config', io), 11)
    assert.match(io.errors[0] ?? '', /appservice\.as_token +is missing; generate the registration with switchboard -g/)
  })

  it('-g makes the registration and puts its tokens into the configuration, which otherwise stays as it was', () => {
    const io = world({ 'config.yaml': fresh })
    assert.equal(run('-g', io), 0, io.errors.join('\n'))
    const asToken = 'token-number-1'.padEnd(64, '.')
    const hsToken = 'token-number-2'.padEnd(64, '.')
    const expected = fresh
      .replace('"This value is generated when generating the registration"', asToken)
      .replace('This value is generated when generating the registration', hsToken)
    assert.equal(io.files.get('config.yaml'), expected)
    const registration = io.files.get('registration.yaml') ?? ''
    assert.ok(registration.includes(`as_token: ${asToken}\nhs_token: ${hsToken}\nsender_localpart: switchboard\n`))
    assert.equal(run('check-config', io), 0, io.errors.join('\n'))
    assert.equal(io.out.at(-1), 'config.yaml is fine. registration.yaml fits it.')
  })

  it('-g adds tokens that the configuration does not mention yet', () => {
    for (const section of ['', 'appservice:\n', 'appservice:\n  port: 1234\n']) {
      const io = world({ 'config.yaml': fresh.replace(/appservice:\n( {4}.*\n)+/, section) })
      assert.equal(run('-g', io), 0, io.errors.join('\n'))
      assert.match(io.files.get('config.yaml') ?? '', /^# my help desk\n[\s\S]*as_token: token-number-1/)
      assert.equal(run('check-config', io), 0, io.errors.join('\n'))
    }
  })

  it('-g with -n is code 5, and nothing is written', () => {
    const io = world({ 'config.yaml': fresh })
    assert.equal(run('-gn', io), 5)
    assert.deepEqual([...io.files.keys()], ['config.yaml'])
    assert.equal(io.files.get('config.yaml'), fresh)
  })

  it('-g on a configuration with other sample values is code 20, and nothing is written', () => {
    const io = world({ 'config.yaml': fresh.replace('help.test}', 'example.com}') })
    assert.equal(run('-g', io), 20)
    assert.equal(io.files.has('registration.yaml'), false)
  })

  it('-g refuses while a token in the environment would win over the new one', () => {
    const io = world({ 'config.yaml': fresh }, { SWITCHBOARD_APPSERVICE__AS_TOKEN_FILE: '/x' })
    assert.notEqual(run('-g', io), 0)
    assert.equal(io.files.get('config.yaml'), fresh)
  })

  it('check-config says what is wrong and exits accordingly', () => {
    assert.equal(run('check-config', world()), 10)
    assert.equal(run('check-config', world({ 'config.yaml': 'a: [' })), 10)
    assert.equal(run('check-config', world({ 'config.yaml': sampleConfig() })), 20)
    const io = world({ 'config.yaml': 'colour: red' })
    assert.equal(run('check-config', io), 11)
    assert.match(io.errors[0] ?? '', /^config\.yaml, \d problems:\n/)
  })
})

describe('a configuration and its registration', () => {
  /** Both files as -g makes them. */
  function made(): World {
    const io = world({ 'config.yaml': fresh })
    assert.equal(run('-g', io), 0, io.errors.join('\n'))
    return io
  }

  function change(io: World, path: string, from: string, to: string): void {
    const text = io.files.get(path) ?? ''
    assert.ok(text.includes(from), from)
    io.files.set(path, text.replace(from, to))
  }

  it('what is wrong with either is said at once, with lines', () => {
    const io = made()
    change(io, 'config.yaml', 'networks: []', 'networks: []\ncolour: red')
    change(io, 'registration.yaml', 'url: http://localhost:29390', 'url: http://localhost:1')
    assert.equal(run('check-config', io), 11)
    const [config = '', colour = '', registration = '', url = ''] = io.errors.join('\n').split('\n')
    assert.equal(config, 'config.yaml, 1 problem:')
    assert.match(colour, /^ {2}line 10 {2}colour {2}unknown key/)
    assert.equal(registration, 'registration.yaml, 1 problem:')
    assert.match(url, /^ {2}line 4 {2}url {2}is "http:\/\/localhost:1", but appservice\.address is/)
  })

  it('the registration is not compared with an appservice section that is wrong itself', () => {
    const io = made()
    change(io, 'config.yaml', 'appservice:', 'appservice:\n    port: many')
    change(io, 'registration.yaml', 'rate_limited: false', 'rate_limited: true')
    assert.equal(run('check-config', io), 11)
    assert.match(
      io.errors.join('\n'),
      /line \d+ {2}appservice\.port .*\nregistration\.yaml, 1 problem:\n.*rate_limited/,
    )
  })

  it('a registration that is not where it should be is said', () => {
    const io = made()
    assert.equal(run('check-config -r regstration.yaml', io), 0)
    assert.equal(io.out.at(-1), 'config.yaml is fine. There is no regstration.yaml to compare it with. Is -r right?')
  })
})

describe('files of the command line', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-cli-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('from sample to registration, only the owner may read what holds secrets, and nothing is left beside it', () => {
    const io = { ...nodeIo('1.2.3'), env: {}, print: () => {}, printError: (text: string) => assert.fail(text) }
    const config = join(folder, 'config.yaml')
    const registration = join(folder, 'registration.yaml')
    assert.equal(runOffline(parseArgs(['-e', '-c', config]), io), 0)
    writeFileSync(config, fresh, { mode: 0o644 })
    assert.equal(runOffline(parseArgs(['-g', '-c', config, '-r', registration]), io), 0)
    assert.equal(runOffline(parseArgs(['check-config', '-c', config, '-r', registration]), io), 0)
    assert.deepEqual(readdirSync(folder).sort(), ['config.yaml', 'registration.yaml'])
    for (const file of [config, registration]) assert.equal(statSync(file).mode & 0o777, 0o600, file)
    assert.match(readFileSync(registration, 'utf8'), /^as_token: \S{64}\nhs_token: \S{64}$/m)
  })

  it('a file that cannot be read or written is said in words, and nothing is left beside it', () => {
    const errors: string[] = []
    const io = { ...nodeIo('1.2.3'), env: {}, print: () => {}, printError: (text: string) => void errors.push(text) }
    const inFolder = (name: string) => join(folder, name)
    const say = (...args: readonly string[]) => [runOffline(parseArgs(args), io), errors.splice(0).join('\n')]
    const absent = inFolder('absent/config.yaml')
    const none = `There is no ${absent}. Make one with: switchboard -e -c ${absent}`
    assert.deepEqual(say('check-config', '-c', absent), [10, none])
    assert.deepEqual(say('check-config', '-c', folder), [10, `${folder} cannot be read: it is a folder.`])
    const noFolder = `${absent} could not be written: there is no folder ${inFolder('absent')}. Nothing was changed.`
    assert.deepEqual(say('-e', '-c', absent), [21, noFolder])
    writeFileSync(inFolder('config.yaml'), fresh)
    const notFile = `${folder} could not be written: it is a folder. Nothing was changed.`
    assert.deepEqual(say('-g', '-c', inFolder('config.yaml'), '-r', folder), [21, notFile])
    assert.equal(readFileSync(inFolder('config.yaml'), 'utf8'), fresh)
    assert.deepEqual(readdirSync(folder), ['config.yaml'])
  })
})
