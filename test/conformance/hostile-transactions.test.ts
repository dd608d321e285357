import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { parse } from 'yaml'
import { needServers } from '../servers/installed.ts'
import type { Customer } from '../support/customer.ts'
import { RawHomeserver } from '../support/raw-homeserver.ts'
import type { Talk } from '../support/talk.ts'
import { openWorld, type World } from '../support/world.ts'

const admin = '@admin:switchboard.test'
const mira = '@mira:switchboard.test'
const setUp = ['queue add help', 'rule default queue help']
const nothing = { status: 200, body: {} }

/** Things that stand where something else belongs. */
const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  'x',
  '\u0000',
  '\ud800',
  'x'.repeat(10_000),
  [],
  [null],
  {},
  { a: { b: [{}] } },
]
const eventKeys = ['type', 'room_id', 'sender', 'event_id', 'origin_server_ts', 'content', 'state_key', 'unsigned']
const contentKeys = [
  'msgtype',
  'body',
  'format',
  'formatted_body',
  'm.relates_to',
  'm.new_content',
  'm.mentions',
  'url',
]
const oddContents: readonly object[] = [
  ...contentKeys.flatMap((key) => oddValues.map((value) => ({ msgtype: 'm.text', body: 'hello', [key]: value }))),
  ...oddValues.map((value) => ({ 'm.relates_to': { rel_type: value, event_id: value, 'm.in_reply_to': value } })),
  ...oddValues.map((value) => ({ msgtype: 'm.image', body: value, url: value, info: value, file: value })),
  { body: 'x', format: 'org.matrix.custom.html', formatted_body: '<b>'.repeat(20_000) },
  { body: 'x', format: 'org.matrix.custom.html', formatted_body: `<a href="${'x'.repeat(60_000)}">` },
]

describe('the program and a homeserver that sends anything', function () {
  this.timeout(60_000)
  let world: World
  let homeserver: RawHomeserver
  let talk: Talk
  let anna: Customer
  let queues = 0

  before(async function () {
    this.timeout(120_000)
    needServers(this, 'synapse', 'inspircd')
    world = await openWorld({ setUp })
    homeserver = new RawHomeserver(world.switchboard)
    anna = await world.customer('anna', { contact: 'hotline' })
    talk = await (await world.readyAgent('mira', 'queues help')).meets(anna, 'good day')
  })
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error(world?.switchboard.output.slice(-6000))
    else
      assert.deepEqual(await world.switchboard.health().then(({ database: state }) => state), {
        ok: true,
        text: 'answers',
      })
  })
  after(() => world?.close())

  /** A command of the admin that can be told from all others by its answer. */
  function order(): { event: Readonly<Record<string, unknown>>; name: string } {
    const name = `q${++queues}q`
    return { name, event: homeserver.message(world.adminRoom.room, admin, `queue add ${name}`) }
  }

  const answersTo = (name: string) =>
    world.adminRoom.client.messages(world.adminRoom.room).filter(({ body }) => body.includes(name))

  /** Everything before it has been applied once the answer to it is there. */
  async function isDone(name: string): Promise<void> {
    await world.adminRoom.client.waitFor(`an answer about ${name}`, () => answersTo(name).length > 0, 30_000)
    assert.equal(answersTo(name).length, 1)
  }

  async function rows(text: string): Promise<number> {
    const config = parse(readFileSync(world.switchboard.config, 'utf8')) as { database: { uri: string } }
    const client = new pg.Client({ connectionString: config.database.uri })
    await client.connect()
    const found = await client.query<{ count: string }>(`SELECT count(*) FROM ${text}`)
    await client.end()
    return Number(found.rows[0]?.count)
  }

  /** Nothing waits and nothing was put aside for having failed. */
  async function isClear(): Promise<void> {
    const last = order()
    assert.deepEqual(await homeserver.pushEvents('1', [last.event]), nothing)
    await isDone(last.name)
    await world.adminRoom.asks('health')
    assert.equal(await rows('inbox'), 0)
  }

  it('without the right token nothing of it is looked at', async () => {
    const { event, name } = order()
    const body = JSON.stringify({ events: [event] })
    assert.equal((await homeserver.push('1', body, 'wrong')).status, 403)
    assert.equal((await homeserver.push('1', body, '')).status, 401)
    await isClear()
    assert.deepEqual(answersTo(name), [])
    await homeserver.push('1', body)
    await isDone(name)
  })

  it('what is not JSON is refused, and the same transaction is taken when it is mended', async () => {
    const { event, name } = order()
    const body = JSON.stringify({ events: [event] })
    for (const broken of [body.slice(0, -1), `${body}]`, 'null', '[]', '', '{"events":{}}', '{"events":"x"}']) {
      const { status, body: refusal } = await homeserver.push('7', broken)
      assert.deepEqual([status, refusal['errcode']], [400, 'M_NOT_JSON'], broken)
    }
    await homeserver.breaksOff('7', body)
    assert.deepEqual(await homeserver.push('7', body), nothing)
    await isDone(name)
  })

  it('[I2] an event that comes again under another transaction id counts once', async () => {
    const { event, name } = order()
    await Promise.all(['1', '2', '3'].map((transaction) => homeserver.pushEvents(transaction, [event, event])))
    await isDone(name)
    await homeserver.pushEvents('4', [event])
    await isClear()
    assert.equal(answersTo(name).length, 1)
  })

  it('[I1] a transaction id that comes again with other events is another transaction', async () => {
    const orders = [order(), order(), order()]
    for (const { event } of orders) assert.deepEqual(await homeserver.pushEvents('1', [event]), nothing)
    for (const { name } of orders) await isDone(name)
  })

  it('events of rooms we do not know are taken and change nothing', async () => {
    const { event, name } = order()
    const room = '!unknown:elsewhere.test'
    const member = (user: string, membership: string) =>
      homeserver.message(room, admin, '', { type: 'm.room.member', state_key: user, content: { membership } })
    const strange = [
      homeserver.message(room, mira, 'ready'),
      homeserver.message(room, admin, '!queue add strange'),
      member(mira, 'join'),
      member('@sb_quick_anna:switchboard.test', 'ban'),
      homeserver.message(room, admin, '', { type: 'm.room.tombstone', state_key: '' }),
    ]
    assert.deepEqual(await homeserver.pushEvents('1', [...strange, event]), nothing)
    await isDone(name)
    assert.deepEqual(answersTo('strange'), [])
  })

  it('odd values in every place of an event stop nothing: the good ones among them are applied', async () => {
    const { room } = world.adminRoom
    const good = [order(), order(), order()]
    const odd = eventKeys.flatMap((key) =>
      oddValues.flatMap((value) => [
        homeserver.message(room, admin, 'hello', { [key]: value }),
        homeserver.message(talk.room, mira, '!note hello', { type: 'm.room.member', state_key: mira, [key]: value }),
      ]),
    )
    const half = odd.length / 2
    const events = [
      good[0]?.event,
      ...odd.slice(0, half),
      good[1]?.event,
      ...oddValues,
      ...odd.slice(half),
      good[2]?.event,
    ]
    assert.deepEqual(await homeserver.pushEvents('1', events), nothing)
    assert.deepEqual(await homeserver.pushEvents('2', events), nothing)
    for (const { name } of good) await isDone(name)
    await isClear()
  })

  it('[I6] odd messages of an agent reach the customer as lines, and what follows them too', async () => {
    const said = oddContents.map((content) => homeserver.message(talk.room, mira, '', { content }))
    const wild = homeserver.message(talk.room, mira, 'one\r\nQUIT :no\u0000 \ud800\u0001VERSION\u0001')
    assert.deepEqual(await homeserver.pushEvents('1', [...said, wild]), nothing)
    await talk.says('and that was all')
    await anna.hears('and that was all', 60_000)
    assert.ok(anna.heard().some((line) => line.includes('QUIT :no')))
    await talk.client.waitFor('what anna says now', () => {
      anna.says('are you still there?')
      return true
    })
    await talk.reads('are you still there?')
    await isClear()
  })

  it('what a homeserver dates into the future happened when it came', async () => {
    const future = { origin_server_ts: Number.MAX_SAFE_INTEGER }
    assert.deepEqual(
      await homeserver.pushEvents('1', [homeserver.message(talk.room, mira, 'from the year 287396', future)]),
      nothing,
    )
    await anna.hears('from the year 287396')
    assert.equal(await rows('conversation_event WHERE at > clock_timestamp()'), 0)
    await isClear()
  })

  it('[I1] an event in front of one that cannot be stored or read is applied, and the one behind it', async () => {
    const [before, between, behind] = [order(), order(), order()]
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const events = [before, between, behind].map(({ event }) => JSON.stringify(event))
    const nameless = JSON.stringify({ ...between.event, event_id: undefined })
    const body = `{"events":[${events[0]},${deep},${events[1]},${nameless},${nameless},"\\ud800",${events[2]}]}`
    assert.deepEqual(await homeserver.push('1', body), nothing)
    for (const { name } of [before, between, behind]) await isDone(name)
    await isClear()
  })

  it('30 MB in one transaction are stored within seconds, and what is too large is refused', async () => {
    const { event, name } = order()
    const heavy = Array.from({ length: 500 }, () => homeserver.message('!unknown:x.test', admin, 'x'.repeat(60_000)))
    const body = JSON.stringify({ events: [...heavy, event] })
    const begun = performance.now()
    assert.deepEqual(await homeserver.push('1', body), nothing)
    const seconds = (performance.now() - begun) / 1000
    console.log(`      ${(body.length / 1e6).toFixed(1)} MB stored in ${seconds.toFixed(1)} s`)
    await isDone(name)
    assert.ok(seconds < 20, `${seconds} s`)
    assert.equal((await homeserver.push('2', Buffer.alloc(33 << 20, 0x20))).status, 413)
  })

  it('[I5] 5,000 events in one transaction are applied, each once and in their order', async () => {
    const orders = Array.from({ length: 20 }, order)
    const events = Array.from({ length: 5000 }, (_, index) => {
      const one = index % 250 === 249 ? orders[Math.floor(index / 250)] : undefined
      return one?.event ?? homeserver.message(`!unknown${index % 50}:x.test`, admin, 'hello')
    })
    const begun = performance.now()
    assert.deepEqual(await homeserver.pushEvents('1', events), nothing)
    assert.deepEqual(await homeserver.pushEvents('2', events), nothing)
    const stored = performance.now()
    for (const { name } of orders) await isDone(name)
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    console.log(
      `      stored twice in ${seconds(stored - begun)}, applied ${seconds(performance.now() - stored)} later`,
    )
    const answered = world.adminRoom.client.messages(world.adminRoom.room).map(({ body }) => body)
    const places = orders.map(({ name }) => answered.findIndex((body) => body.includes(name)))
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
    await isClear()
  })

  it('all that time nothing failed that the program had not foreseen', async () => {
    const failures = world.switchboard.output.match(/^.*(ERROR|FATAL).*$/gm) ?? []
    assert.deepEqual(failures, [])
    assert.equal(await rows('inbox WHERE parked_at IS NOT NULL'), 0)
  })
})
