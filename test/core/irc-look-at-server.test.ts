import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { type IrcSettings, lookAtServer } from '../../src/networks/irc/index.ts'

type Answers = Readonly<Record<string, string>>

const welcome = ':irc.test 001 x :Welcome\r\n:irc.test 422 x :No MOTD'
const right = Buffer.from('desk\0desk\0secret').toString('base64')
/** A server whose services know the account desk with the password secret. */
const withServices: Answers = {
  'CAP LS 302': ':irc.test CAP * LS * :multi-prefix sasl=PLAIN\r\n:irc.test CAP * LS :away-notify',
  'CAP REQ sasl': ':irc.test CAP * ACK :sasl',
  'AUTHENTICATE PLAIN': 'AUTHENTICATE +',
  [`AUTHENTICATE ${right}`]: ':irc.test 903 x :Logged in',
  'CAP END': welcome,
}
const ison = 'ISON support'
const nobody: Answers = { [ison]: ':irc.test 303 x :' }

describe('a look at an IRC server', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A server that answers these lines; others it passes over. */
  async function serverWith(answers: Answers): Promise<{ port: number; heard: string[] }> {
    const heard: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        for (const line of data.toString().split('\r\n').filter(Boolean)) {
          heard.push(line)
          const answer = answers[line] ?? answers[line.split(' ')[0] ?? '']
          if (answer !== undefined) socket.write(`${answer}\r\n`)
        }
      })
    })
    servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return { port: (server.address() as AddressInfo).port, heard }
  }

  function look(port: number, changes: Partial<IrcSettings> = {}) {
    return lookAtServer({
      id: 'libera' as NetworkId,
      displayName: 'Libera',
      contact: { id: 'support' as ContactId, nick: 'support' },
      ...{ host: '127.0.0.1', port, tls: false, username: 'switchboard', realName: 'Help desk' },
      ...{ language: 'en', ctcpVersion: false, sharedHosts: [], ...changes },
    })
  }

  const sasl = { account: 'desk', password: 'secret' }

  it('without login shows whether our nick is free', async () => {
    const free = await serverWith({ USER: welcome, ...nobody })
    assert.deepEqual(await look(free.port), { nickIsFree: true, login: 'not-wished' })
    assert.ok(!free.heard.some((line) => /^(CAP|AUTHENTICATE|PASS)/.test(line)))
    const used = await serverWith({ USER: welcome, [ison]: ':irc.test 303 x :Support' })
    assert.deepEqual(await look(used.port), { nickIsFree: false, login: 'not-wished' })
  })

  it('its nick is short enough for every server', async () => {
    const { port, heard } = await serverWith({ USER: welcome, ...nobody })
    await look(port)
    assert.match(heard.join('\n'), /^NICK \S{1,9}$/m)
  })

  it('tries the login by SASL', async () => {
    const { port } = await serverWith({ ...withServices, ...nobody })
    assert.deepEqual(await look(port, { sasl }), { nickIsFree: true, login: 'accepted' })
  })

  it('a wrong password is refused with what to do', async () => {
    const refused: Answers = {
      ...withServices,
      [`AUTHENTICATE ${right}`]: ':irc.test 904 x :SASL authentication failed',
    }
    const { port } = await serverWith({ ...refused, ...nobody })
    assert.deepEqual(await look(port, { sasl }), {
      refusal: {
        text: 'The services refused our login (SASL): SASL authentication failed',
        remedy: 'Check account and password under sasl for this network and restart Switchboard.',
        mayPass: true,
      },
    })
  })

  it('a server that offers no login, or knows no capabilities, lets us in without', async () => {
    const end = { 'CAP END': welcome, ...nobody }
    for (const answers of [
      { 'CAP LS 302': ':irc.test CAP * LS :away-notify', ...end },
      { 'CAP LS 302': ':irc.test CAP * LS :sasl', 'CAP REQ sasl': ':irc.test CAP * NAK :sasl', ...end },
      { USER: welcome, ...nobody },
    ]) {
      const { port } = await serverWith(answers)
      assert.deepEqual(await look(port, { sasl }), { nickIsFree: true, login: 'not-offered' })
    }
  })

  it('a long password goes in pieces', async () => {
    const password = 'p'.repeat(290)
    const encoded = Buffer.from(`desk\0desk\0${password}`).toString('base64')
    assert.equal(encoded.length, 400)
    const { port, heard } = await serverWith({
      ...withServices,
      [`AUTHENTICATE ${encoded}`]: '',
      'AUTHENTICATE +': ':irc.test 903 x :Logged in',
      ...nobody,
    })
    assert.deepEqual(await look(port, { sasl: { account: 'desk', password } }), {
      nickIsFree: true,
      login: 'accepted',
    })
    assert.ok(heard.includes('AUTHENTICATE +'))
  })

  it('a ban and an error are said as the server says them', async () => {
    const banned = await serverWith({ USER: ':irc.test 465 x :You are K-lined' })
    assert.partialDeepStrictEqual(await look(banned.port), {
      refusal: { text: 'We are banned from this network: You are K-lined' },
    })
    const full = await serverWith({ USER: 'ERROR :Closing link (server full)' })
    await assert.rejects(look(full.port), { message: 'Closing link (server full)' })
  })
})
