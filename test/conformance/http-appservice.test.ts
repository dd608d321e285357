import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type AppserviceHandlers, makeAppserviceListener } from '../../src/http/appservice-listener.ts'
import type { Listener } from '../../src/http/listener.ts'
import { type Transaction, tooDeepEvent } from '../../src/http/read-transaction.ts'
import { openLog } from '../../src/observe/log.ts'

const hsToken = 'the-homeservers-token'
const bearer = { authorization: `Bearer ${hsToken}` }

describe('the private listener', () => {
  let listener: Listener
  let port = 0
  let base = ''
  let received: Transaction[] = []
  let store: (transaction: Transaction) => Promise<void> = async () => {}
  let health: { ok: boolean } = { ok: true }
  const logged: string[] = []

  before(async () => {
    const stdout = { write: (line: string) => logged.push(line) }
    const handlers: AppserviceHandlers = {
      hsToken,
      onTransaction: async (transaction) => {
        await store(transaction)
        received.push(transaction)
      },
      onUserQuery: async (userId) => userId === '@switchboard:help.test',
      onRoomQuery: async (alias) => alias.startsWith('#sb_'),
      health: async () => health,
      metrics: { text: async () => 'switchboard_up 1\n', contentType: 'text/plain; version=0.0.4' },
      log: openLog({ min_level: 'info', writers: [{ type: 'stdout', format: 'json' }] }, { stdout }).logger,
    }
    listener = makeAppserviceListener(handlers)
    port = await listener.listen({ hostname: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${port}`
  })
  beforeEach(() => {
    received = []
    store = async () => {}
    health = { ok: true }
  })
  after(() => listener.close())

  function put(
    body: string | Buffer,
    path = '/_matrix/app/v1/transactions/1',
    headers: Record<string, string> = bearer,
  ) {
    return fetch(base + path, { method: 'PUT', body, headers: { 'content-type': 'application/json', ...headers } })
  }

  it('hands over a transaction and acknowledges it with an empty object', async () => {
    const body = { events: [{ event_id: '$a' }, { event_id: '$b' }], ephemeral: [{ type: 'm.typing' }] }
    const answer = await put(JSON.stringify(body))
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), {})
    assert.deepEqual(received, [{ txnId: '1', ...body }])
  })

  it('[I1] acknowledges nothing before it is stored', async () => {
    const steps: string[] = []
    let finish = () => {}
    const begun = new Promise<void>((resolve) => {
      store = () => {
        resolve()
        return new Promise((stored) => {
          finish = stored
        })
      }
    })
    const answered = put('{"events":[]}').then(() => steps.push('answered'))
    await begun
    // Whatever could still be under way has arrived once a later request has been answered.
    await fetch(`${base}/health`)
    steps.push('stored')
    finish()
    await answered
    assert.deepEqual(steps, ['stored', 'answered'])
  })

  it('[I1] what could not be stored is answered with 500 and a JSON object, so that it comes again', async () => {
    store = () => Promise.reject(new Error('database gone'))
    const answer = await put('{"events":[]}')
    assert.equal(answer.status, 500)
    assert.deepEqual(await answer.json(), {})
    assert.match(logged.at(-1) ?? '', /database gone/)
  })

  const tokens: readonly (readonly [string, string, Record<string, string>, number, string | undefined])[] = [
    ['no token', '', {}, 401, 'M_MISSING_TOKEN'],
    ['a wrong token', '', { authorization: 'Bearer wrong' }, 403, 'M_FORBIDDEN'],
    ['a longer token', '', { authorization: `Bearer ${hsToken}x` }, 403, 'M_FORBIDDEN'],
    ['a wrong token in the query', '?access_token=wrong', {}, 403, 'M_FORBIDDEN'],
    ['another scheme', '', { authorization: `Basic ${hsToken}` }, 401, 'M_MISSING_TOKEN'],
    ['the token in the query, as old homeservers send it', `?access_token=${hsToken}`, {}, 200, undefined],
  ]
  for (const [title, query, headers, status, errcode] of tokens) {
    it(`${title} is answered with ${status}`, async () => {
      const answer = await put('{"events":[]}', `/_matrix/app/v1/transactions/1${query}`, headers)
      assert.equal(answer.status, status)
      assert.equal(((await answer.json()) as { errcode?: string }).errcode, errcode)
      assert.equal(received.length, status === 200 ? 1 : 0)
    })
  }

  it('a wrong token is refused before the body is read', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'PUT /_matrix/app/v1/transactions/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nContent-Length: 30000000\r\n\r\n{',
    )
    const [answer] = await new Promise<string[]>((resolve) => socket.once('data', (data) => resolve([String(data)])))
    socket.destroy()
    assert.match(answer ?? '', /^HTTP\/1\.1 403 /)
  })

  it('every other path of the homeserver needs the token too', async () => {
    for (const [method, path] of [
      ['POST', '/_matrix/app/v1/ping'],
      ['GET', '/_matrix/app/v1/users/x'],
      ['GET', '/rooms/x'],
    ] as const) {
      assert.equal((await fetch(base + path, { method })).status, 401, path)
    }
  })

  for (const body of ['', '{', 'null', '[]', '"x"', '{"events":{}}', '{"events":null']) {
    it(`the body ${JSON.stringify(body)} is answered with 400 and a JSON object`, async () => {
      const answer = await put(body)
      assert.equal(answer.status, 400)
      assert.equal(((await answer.json()) as { errcode: string }).errcode, 'M_NOT_JSON')
      assert.deepEqual(received, [])
    })
  }

  it('any content type is taken, and a body without events is an empty transaction', async () => {
    const answer = await put('{"de.sorunome.msc2409.to_device":[]}', undefined, {
      ...bearer,
      'content-type': 'text/html',
    })
    assert.equal(answer.status, 200)
    assert.deepEqual(received, [{ txnId: '1', events: [], ephemeral: [] }])
  })

  it('ephemeral events are read under their old name too, and never twice', async () => {
    await put('{"de.sorunome.msc2409.ephemeral":[{"type":"m.typing"}]}')
    await put('{"ephemeral":[{"type":"m.typing"}],"de.sorunome.msc2409.ephemeral":[{"type":"m.typing"}]}')
    assert.deepEqual(
      received.map(({ ephemeral }) => ephemeral.length),
      [1, 1],
    )
  })

  it('what is no event is handed over like the others', async () => {
    assert.equal((await put('{"events":[1,null,"x",[],{"event_id":"$a"}]}')).status, 200)
    assert.deepEqual(received[0]?.events, [1, null, 'x', [], { event_id: '$a' }])
  })

  it('events come as text that PostgreSQL can store, with NUL and lone surrogates intact', async () => {
    const json = '{"events":[{"content":{"body":"a\\u0000b \\ud800 \\udc00 \\ud83d\\ude00 \u2028"}}]}'
    await put(json)
    const stored = JSON.stringify(received[0]?.events[0])
    assert.ok(!stored.includes('\u0000'), 'a raw NUL would be refused')
    assert.ok(stored.isWellFormed(), 'a lone surrogate would become another character')
    assert.equal(Buffer.from(stored, 'utf8').toString('utf8'), stored)
    assert.deepEqual(JSON.parse(stored), { content: { body: 'a\u0000b \ud800 \udc00 😀 \u2028' } })
  })

  it('keys that name parts of the JavaScript language are data', async () => {
    assert.equal((await put('{"events":[{"__proto__":{"x":1},"constructor":{"prototype":{}}}]}')).status, 200)
    assert.equal(JSON.stringify(received[0]?.events[0]), '{"__proto__":{"x":1},"constructor":{"prototype":{}}}')
    assert.equal(({} as Record<string, unknown>)['x'], undefined)
  })

  it('an event that nests too deeply to be written again is put aside, and the others go on', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const sound = '{"content":{"body":"[[[["}}'
    assert.equal((await put(`{"events":[${sound},{"content":${deep}},${sound}]}`)).status, 200)
    assert.deepEqual(received[0]?.events, [JSON.parse(sound), tooDeepEvent, JSON.parse(sound)])
  })

  it('a body of 30 MB is taken within seconds, one above 32 MB refused', async () => {
    const event = `{"content":{"body":"${'x'.repeat(60_000)}"}}`
    const began = performance.now()
    assert.equal((await put(`{"events":[${Array(500).fill(event).join(',')}]}`)).status, 200)
    assert.equal(received[0]?.events.length, 500)
    assert.ok(performance.now() - began < 5000)
    const tooLarge = await put(Buffer.alloc(33 * 1024 * 1024, 0x20))
    assert.equal(tooLarge.status, 413)
    assert.equal(((await tooLarge.json()) as { errcode: string }).errcode, 'M_TOO_LARGE')
  })

  it('answers the ping', async () => {
    const answer = await fetch(`${base}/_matrix/app/v1/ping`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '{"transaction_id":"a"}',
    })
    assert.deepEqual([answer.status, await answer.json()], [200, {}])
  })

  it('answers queries for users and rooms, however long their names', async () => {
    const ask = async (path: string) => (await fetch(base + path, { headers: bearer })).status
    assert.equal(await ask('/_matrix/app/v1/users/%40switchboard%3Ahelp.test'), 200)
    assert.equal(await ask('/_matrix/app/v1/users/@switchboard:help.test'), 200)
    assert.equal(await ask('/_matrix/app/v1/users/%40nobody%3Ahelp.test'), 404)
    assert.equal(await ask(`/_matrix/app/v1/rooms/%23sb_${'%C3%A4'.repeat(120)}%3Ahelp.test`), 200)
    assert.equal(await ask('/_matrix/app/v1/rooms/%23other%3Ahelp.test'), 404)
  })

  it('serves the paths of old homeservers too', async () => {
    assert.equal((await put('{"events":[]}', '/transactions/7')).status, 200)
    assert.equal(received[0]?.txnId, '7')
    assert.equal((await fetch(`${base}/users/@switchboard:help.test`, { headers: bearer })).status, 200)
  })

  it('unknown paths and methods are M_UNRECOGNIZED, also unreadable ones', async () => {
    const paths = [
      '/',
      '/_matrix/app/v1/thirdparty/protocol/x',
      '/media/a/b',
      '/_matrix/client/versions',
      '/%c0',
      '/health/x',
    ]
    for (const path of paths) {
      const answer = await fetch(base + path, { headers: bearer })
      assert.ok([400, 404].includes(answer.status), path)
      assert.equal(((await answer.json()) as { errcode: string }).errcode, 'M_UNRECOGNIZED', path)
    }
    assert.equal((await fetch(`${base}/health`, { method: 'DELETE' })).status, 404)
  })

  it('health is 200 or 503, with its state', async () => {
    assert.equal((await fetch(`${base}/health`)).status, 200)
    health = { ok: false }
    const ill = await fetch(`${base}/health`)
    assert.deepEqual([ill.status, await ill.json()], [503, { ok: false }])
  })

  it('serves metrics in the type Prometheus expects', async () => {
    const answer = await fetch(`${base}/metrics`)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.equal(await answer.text(), 'switchboard_up 1\n')
  })

  it('the token never reaches the log', async () => {
    store = () => Promise.reject(new Error('x'))
    await put('{"events":[]}', `/_matrix/app/v1/transactions/1?access_token=${hsToken}`, {})
    assert.ok(!logged.join('').includes(hsToken))
  })
})

describe('closing a listener', () => {
  function slowListener() {
    let finish = () => {}
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const listener = makeAppserviceListener({
      hsToken,
      onTransaction: () =>
        new Promise((resolve) => {
          finish = resolve
          begin()
        }),
      onUserQuery: async () => false,
      onRoomQuery: async () => false,
      health: async () => ({ ok: true }),
      log: openLog({ min_level: 'fatal', writers: [] }).logger,
    })
    return { listener, begun, finish: () => finish() }
  }

  it('lets a request under way finish, and waits for no idle connection', async () => {
    const { listener, begun, finish } = slowListener()
    const port = await listener.listen({ hostname: '127.0.0.1', port: 0 })
    const base = `http://127.0.0.1:${port}`
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    await (await fetch(`${base}/health`)).text()
    assert.equal((await fetch(`${base}/metrics`)).status, 404)
    const answer = fetch(`${base}/transactions/1`, { method: 'PUT', body: '{}', headers: bearer })
    await begun
    const ended = Promise.all([listener.close(60_000), once(silent, 'close')])
    finish()
    assert.equal((await answer).status, 200)
    await ended
    await listener.close()
    await assert.rejects(fetch(`${base}/health`))
  })

  it('cuts off what takes longer than the time allowed', async () => {
    const { listener, begun } = slowListener()
    const base = `http://127.0.0.1:${await listener.listen({ hostname: '127.0.0.1', port: 0 })}`
    const answer = fetch(`${base}/transactions/1`, { method: 'PUT', body: '{}', headers: bearer })
    await begun
    await Promise.all([listener.close(1), assert.rejects(answer)])
  })

  it('an address that is taken is said at once', async () => {
    const { listener } = slowListener()
    const port = await listener.listen({ hostname: '127.0.0.1', port: 0 })
    await assert.rejects(slowListener().listener.listen({ hostname: '127.0.0.1', port }), { code: 'EADDRINUSE' })
    await listener.close()
  })
})
