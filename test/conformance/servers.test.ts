import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startInspircd } from '../servers/inspircd.ts'
import { needServers } from '../servers/installed.ts'
import { linkServices } from '../servers/irc-services.ts'
import { startNgircd } from '../servers/ngircd.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startProsody } from '../servers/prosody.ts'
import { startSynapse } from '../servers/synapse.ts'
import { openIrssi, openProfanity } from '../servers/terminal.ts'
import { testDatabase } from '../servers/test-database.ts'
import { openWeechat } from '../servers/weechat.ts'
import { isAlive, startChild } from '../support/child-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'

async function query<Row extends pg.QueryResultRow>(uri: string, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: uri })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the PostgreSQL of the tests', () => {
  it('keeps what was committed when it is killed, and is gone when stopped', async () => {
    const server = await startPostgres()
    await query(server.uri(), 'create table kept (n int); insert into kept values (7)')
    await server.kill()
    assert.equal(isAlive(server.pid), false)
    await server.startAgain()
    assert.deepEqual(await query(server.uri(), 'select n from kept'), [{ n: 7 }])
    const { pid } = server
    await server.stop()
    assert.equal(isAlive(pid), false)
  })

  it('is durable unless asked to be fast', async () => {
    await using durable = await startPostgres()
    assert.deepEqual(await query(durable.uri(), 'show fsync'), [{ fsync: 'on' }])
    await using fast = await startPostgres({ fast: true })
    assert.deepEqual(await query(fast.uri(), 'show fsync'), [{ fsync: 'off' }])
  })

  it('fills a template once and gives each test a copy of its own', async () => {
    let prepared = 0
    const template = {
      name: `servers_${process.pid}`,
      async prepare(uri: string) {
        prepared++
        await query(uri, 'create table note (text text)')
      },
    }
    await using one = await testDatabase(template)
    await using two = await testDatabase(template)
    await query(one.uri, `insert into note values ('only here')`)
    assert.equal(prepared, 1)
    assert.deepEqual(await query(two.uri, 'select * from note'), [])
  })
})

describe('the Synapse of the tests', () => {
  before(function () {
    needServers(this, 'synapse')
  })

  it('registers users, keeps them over a restart, and is gone when stopped', async function () {
    this.timeout(60_000)
    const synapse = await startSynapse({ roomVersion: '10' })
    const ann = await synapse.registerUser('ann', 'secret')
    assert.equal(ann.userId, '@ann:switchboard.test')
    await synapse.restart()
    const headers = { authorization: `Bearer ${ann.accessToken}` }
    const who = await fetch(`${synapse.url}/_matrix/client/v3/account/whoami`, { headers })
    assert.partialDeepStrictEqual(await who.json(), { user_id: ann.userId, device_id: ann.deviceId })
    const able = await (await fetch(`${synapse.url}/_matrix/client/v3/capabilities`, { headers })).json()
    assert.partialDeepStrictEqual(able, { capabilities: { 'm.room_versions': { default: '10' } } })
    const { pid } = synapse
    await synapse.stop()
    assert.equal(isAlive(pid), false)
  })
})

for (const [name, start] of [
  ['inspircd', startInspircd],
  ['ngircd', startNgircd],
] as const) {
  describe(`the ${name} of the tests`, () => {
    before(function () {
      needServers(this, name)
    })

    it('carries a message from one scripted client to another and an answer to CTCP VERSION back', async () => {
      await using server = await start()
      const alice = await server.connect('alice', { version: { text: 'HexChat 2.16' } })
      const bob = await server.connect('bob')
      bob.privmsg('alice', 'hello')
      assert.match(await alice.waitFor(/ PRIVMSG /), /^:bob!~?bob@127\.0\.0\.1 PRIVMSG alice :hello$/)
      bob.privmsg('alice', '\x01VERSION\x01')
      assert.match(await bob.waitFor(/ NOTICE bob /), /:\x01VERSION HexChat 2\.16\x01$/)
      await alice.quit()
      await bob.disconnect()
    })

    it('lets an operator throw out one user by nick and another by host', async () => {
      await using server = await start()
      const alice = await server.connect('alice')
      const bob = await server.connect('bob', { localAddress: '127.0.0.9' })
      await server.kill('alice')
      await alice.closed
      await server.kline('*@127.0.0.9')
      await bob.closed
      await assert.rejects(server.connect('bob', { localAddress: '127.0.0.9' }))
      await server.unkline('*@127.0.0.9')
      await (await server.connect('bob', { localAddress: '127.0.0.9' })).quit()
    })

    it('is gone when stopped, and back on the same port when started again', async () => {
      const server = await start()
      const { pid } = server
      await server.shutDown()
      assert.equal(isAlive(pid), false)
      await server.startAgain()
      await (await server.connect('alice')).quit()
      await server.stop()
      assert.equal(isAlive(server.pid), false)
    })
  })
}

describe('InspIRCd beyond plain IRC', () => {
  before(function () {
    needServers(this, 'inspircd')
  })

  it('speaks TLS, tags and MONITOR', async () => {
    await using server = await startInspircd()
    const caps = ['message-tags', 'labeled-response', 'batch', 'echo-message', 'account-tag', 'chghost', 'setname']
    const alice = await server.connect('alice', { tls: true, port: server.tlsPort, caps })
    alice.send('MONITOR + bob')
    await alice.waitFor(/ 731 alice :bob$/)
    const bob = await server.connect('bob')
    await alice.waitFor(/ 730 alice :bob$/)
    alice.send('@label=x1 PRIVMSG bob :tagged')
    assert.match(await alice.waitFor(/ PRIVMSG bob :tagged$/), /^@(?=.*label=x1).*msgid=/)
    await bob.quit()
    await alice.quit()
  })

  it('ends a client that floods, unless floods were allowed', async () => {
    const burst = Buffer.from('PRIVMSG nobody :0123456789\r\n'.repeat(1000))
    await using strict = await startInspircd()
    const noisy = await strict.connect('noisy')
    noisy.sendBytes(burst)
    await noisy.closed
    assert.match(noisy.received.at(-1) ?? '', /^ERROR :.*(Excess|RecvQ)/i)
    await using lenient = await startInspircd({ allowFloods: true })
    const heard = await lenient.connect('noisy')
    heard.sendBytes(burst)
    await heard.sync()
    assert.equal(heard.linesSince(0, / 401 noisy nobody /).length, 1000)
    await heard.quit()
  })
})

describe('the services of the tests', () => {
  before(function () {
    needServers(this, 'inspircd')
  })

  it('make the real InspIRCd tag messages with the account of who logged in, by either way', async () => {
    await using server = await startInspircd()
    await using services = await linkServices(server, { accounts: { alice: 'secret' } })
    const bob = await server.connect('bob', { caps: ['account-tag'] })
    const alice = await server.connect('alice', { sasl: { account: 'alice', password: 'secret' } })
    alice.privmsg('bob', 'by SASL')
    assert.match(await bob.waitFor(/ :by SASL$/), /^@account=alice /)
    const carol = await server.connect('carol')
    await services.login('carol', 'caroline')
    carol.privmsg('bob', 'by services')
    assert.match(await bob.waitFor(/ :by services$/), /^@account=caroline /)
    await services.logout('carol')
    carol.privmsg('bob', 'as nobody')
    assert.match(await bob.waitFor(/ :as nobody$/), /^:carol!/)
    for (const client of [alice, bob, carol]) await client.quit()
  })

  it('refuse a wrong password, and once gone offer no SASL', async () => {
    await using server = await startInspircd()
    const services = await linkServices(server, { accounts: { alice: 'secret' } })
    const wrong = { sasl: { account: 'alice', password: 'guessed' } }
    await assert.rejects(server.connect('alice', wrong), /refused the account: .* 904 /)
    await services.stop()
    await assert.rejects(server.connect('alice', wrong), / NAK :sasl/)
  })
})

describe('the terminal of the tests', () => {
  before(function () {
    needServers(this, 'inspircd', 'terminal')
  })

  it('types into an unmodified irssi, shows its screen, and is gone when stopped', async () => {
    await using server = await startInspircd()
    const bob = await server.connect('bob')
    const irssi = await openIrssi({ port: server.port, nick: 'irene' })
    await irssi.sees(/Message of the day/)
    await irssi.type('/query bob')
    await irssi.type('grüß dich')
    assert.match(await bob.waitFor(/ PRIVMSG /), /^:irene!irene@\S+ PRIVMSG bob :grüß dich$/)
    bob.privmsg('irene', 'hello yourself')
    await irssi.sees(/<bob> hello yourself/)
    await irssi.stop()
    await bob.quit()
    assert.equal(isAlive(irssi.pid), false)
  })
})

describe('WeeChat and Profanity of the tests', () => {
  it('an unmodified WeeChat writes, shows what it reads, and is gone when stopped', async function () {
    needServers(this, 'inspircd', 'weechat')
    await using server = await startInspircd()
    const bob = await server.connect('bob')
    const weechat = await openWeechat({ port: server.port, nick: 'wendy' })
    await weechat.says('bob', 'grüß dich')
    assert.match(await bob.waitFor(/ PRIVMSG /), /^:wendy!wendy@\S+ PRIVMSG bob :grüß dich$/)
    bob.privmsg('wendy', 'hello yourself')
    await weechat.sees(/bob\thello yourself/)
    bob.privmsg('wendy', '\x01VERSION\x01')
    assert.match(await bob.waitFor(/ NOTICE bob :/), /\x01VERSION WeeChat \d+\.\d+ \(.*\)\x01$/)
    await weechat.stop()
    await bob.quit()
    assert.equal(isAlive(weechat.pid), false)
  })

  it('an unmodified Profanity writes, shows what it reads, and is gone when stopped', async function () {
    needServers(this, 'prosody', 'terminal', 'profanity')
    await using server = await startProsody()
    const bob = await server.connect('bob')
    const profanity = await openProfanity({ port: server.port, jid: await server.makeAccount('petra') })
    await profanity.type('/msg bob@people.test grüß dich')
    assert.equal(await bob.hears('petra@people.test', /dich/), 'grüß dich')
    bob.says('petra@people.test', 'hello yourself')
    await profanity.sees(/bob\S*: hello yourself/)
    await profanity.stop()
    await bob.quits()
    assert.equal(isAlive(profanity.pid), false)
  })
})

describe('a test process that is killed', () => {
  before(function () {
    needServers(this, 'inspircd')
  })

  it('leaves no server and no folder behind', async () => {
    const module = join(import.meta.dirname, '../servers/inspircd.ts')
    const code = `const { startInspircd } = await import(${JSON.stringify(module)})
      const { pid } = await startInspircd()
      console.log('server ' + pid)`
    const folder = temporaryFolder('killed')
    const test = await startChild({
      command: process.execPath,
      args: ['--input-type=module', '--eval', code],
      env: { TMPDIR: folder },
    })
    const [, pid] = await test.waitForOutput(/server (\d+)\n/)
    assert.equal(isAlive(Number(pid)), true)
    assert.equal(readdirSync(folder).length, 1)
    await test.stop({ signal: 'SIGKILL' })
    await waitFor('the server to be gone', () => !isAlive(Number(pid)))
    await waitFor('its folder to be gone', () => readdirSync(folder).length === 0)
    await rm(folder, { recursive: true })
  })
})
