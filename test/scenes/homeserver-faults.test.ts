import assert from 'node:assert/strict'
import { type Fault, type FaultyGateway, openGateway } from '../support/faulty-gateway.ts'
import { untilTime } from '../support/people-time.ts'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'

const contact = 'hotline' as const
const html = '<html><body><h1>502 Bad Gateway</h1></body></html>'
const limited = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 700 }

/** What happens to every request about one room, and how many tries it takes to be sure that it is not given up. */
const faults: readonly (readonly [title: string, name: string, fault: Fault, tries: number])[] = [
  ['asks to slow down (429 with retry_after_ms)', 'slow', { status: 429, body: limited }, 2],
  ['asks to slow down (429 with Retry-After)', 'later', { status: 429, body: {}, headers: { 'retry-after': '1' } }, 2],
  ['fails (500)', 'fail', { status: 500, body: { errcode: 'M_UNKNOWN', error: 'Internal server error' } }, 3],
  ['is away behind its proxy (502 with HTML)', 'proxy', { status: 502, body: html }, 3],
  ['answers what is no answer (200 with HTML)', 'page', { status: 200, body: html }, 3],
  ['closes connections', 'cut', 'cut', 3],
  ['does it and its answer is lost', 'lost', 'answer lost', 3],
  ['does not answer', 'held', 'held', 1],
  ['is slow', 'late', { lateMs: 1500 }, 2],
]

const setUp = [
  'queue add help',
  ...faults.flatMap(([, name]) => [
    `queue add ${name}`,
    `rule add ${name} when text.contains("${name} please") then queue ${name}`,
  ]),
  'queue add turn',
  'queue add overdue timeout 8s',
  'rule add overdue when text.contains("overdue please") then queue overdue',
  'queue add refused',
  'queue add alone',
  'queue add mute',
  'rule add mute when text.contains("mute please") then queue mute',
  'rule add refused when text.contains("refused please") then queue refused',
  'rule add alone when text.contains("alone please") then queue alone',
  'rule add turn when text.contains("turn please") then queue turn',
  'rule default queue help',
]

describe('a homeserver that', () => {
  const { scene, sceneAlone } = stage({ setUp })
  let opening: Promise<FaultyGateway> | undefined
  after(async () => (await opening)?.stop())

  /** From the first call on all requests of Switchboard go through it. */
  function gatewayOf(world: World): Promise<FaultyGateway> {
    opening ??= openGateway(world.synapse.url).then((gateway) => {
      world.detour.leadTo(gateway.port)
      return gateway
    })
    return opening
  }

  // Before the others: it waits for half a minute, in which they are played.
  scene('refuses to invite the only agent: it is not asked over and over, and goes on when it may', async (world) => {
    const gateway = await gatewayOf(world)
    const pia = await world.readyAgent('pia', 'queues alone')
    const trouble = gateway.trouble(({ url, body }) =>
      url.includes('/invite') && body.includes(pia.userId)
        ? { status: 403, body: { errcode: 'M_FORBIDDEN' } }
        : undefined,
    )
    const zoe = await world.customer('zoe', { contact })
    zoe.says('alone please')
    await trouble.meets(1)
    const soon = await Promise.race([
      trouble.meets(4).then(() => 'asked over and over'),
      new Promise((resolve) => setTimeout(resolve, 3000, 'left in peace')),
    ])
    assert.equal(soon, 'left in peace')
    trouble.end()
    await pia.asks('ready')
    await pia.isOffered('zoe', 60_000)
  })

  for (const [title, name, fault, tries] of faults) {
    scene(`[I1] [I2] [I5] ${title}: every line comes once and in order when it is over`, async (world) => {
      const gateway = await gatewayOf(world)
      const mira = await world.readyAgent(`mira${name}`, `queues ${name}`)
      const anna = await world.customer(`anna${name}`, { contact })
      const talk = await mira.meets(anna, `${name} please`)
      const lines = Array.from({ length: 8 }, (_, index) => `line ${index} of ${name}`)
      const trouble = gateway.trouble(({ url }) => (url.includes(`/rooms/${talk.room}/send`) ? fault : undefined))
      for (const line of lines.slice(0, 4)) anna.says(line)
      await trouble.meets(tries)
      for (const line of lines.slice(4)) anna.says(line)
      await talk.says(`yes, ${name}`)
      await anna.hears(`yes, ${name}`)
      trouble.end()
      for (const line of lines) await talk.reads(line)
      anna.says('that was all')
      await talk.reads('that was all')
      assert.deepEqual(
        talk.customerLines().filter((line) => line.startsWith('line ')),
        lines,
      )
    })
  }

  scene('[I2] does what makes a room and its answer is lost: there is one room', async (world) => {
    const gateway = await gatewayOf(world)
    const tom = await world.readyAgent('tom', 'queues turn')
    const ben = await world.customer('ben', { contact })
    const making = /\/createRoom|\/invite|\/join/
    const trouble = gateway.trouble(({ url, body }) =>
      making.test(url) && /ben|tom/.test(url + body) && trouble.met.length < 3 ? 'answer lost' : undefined,
    )
    ben.says('turn please')
    const offer = await tom.isOffered('ben')
    const talk = await tom.accepts(offer)
    await talk.reads('turn please')
    await ben.hears('is here now')
    assert.ok(trouble.met.some(({ url }) => url.includes('/createRoom')))
    trouble.end()
    assert.equal(tom.client.invitations.filter(({ name }) => name.includes('ben')).length, 1)
  })

  scene('refuses all that is said in a room: that is not said in the room over and over', async (world) => {
    const gateway = await gatewayOf(world)
    const ned = await world.readyAgent('ned', 'queues mute')
    const fay = await world.customer('fay', { contact })
    const talk = await ned.meets(fay, 'mute please')
    const refusal = { status: 403, body: { errcode: 'M_FORBIDDEN', error: 'nobody may speak here' } }
    const trouble = gateway.trouble(({ url }) => (url.includes(`/rooms/${talk.room}/send`) ? refusal : undefined))
    fay.says('can you hear me?')
    await trouble.meets(3)
    const soon = await Promise.race([
      trouble.meets(12).then(() => 'said over and over'),
      new Promise((resolve) => setTimeout(resolve, 3000, 'said once')),
    ])
    assert.equal(soon, 'said once')
    trouble.end()
    fay.says('and now?')
    await talk.reads('and now?')
  })

  scene('refuses to invite an agent: the next one is asked, and "why" says what it said', async (world) => {
    const gateway = await gatewayOf(world)
    const [kim, leo] = [
      await world.readyAgent('kim', 'queues refused'),
      await world.readyAgent('leo', 'queues refused'),
    ]
    const gil = await world.readyAgent('gil', 'queues refused')
    const refusals = new Map<string, Fault>([
      [kim.userId, { status: 403, body: { errcode: 'M_FORBIDDEN', error: 'kim takes no invitations' } }],
      [leo.userId, { status: 429, body: { ...limited, error: 'too many invitations' } }],
    ])
    const trouble = gateway.trouble(({ url, body }) =>
      url.includes('/invite') ? refusals.get((JSON.parse(body) as { user_id: string }).user_id) : undefined,
    )
    const eve = await world.customer('eve', { contact })
    eve.says('refused please')
    const talk = await gil.accepts(await gil.isOffered('eve'))
    await talk.reads('refused please')
    const why = await talk.asks('!why')
    trouble.end()
    assert.match(why, /Kim: could not be invited.*kim takes no invitations/s)
    assert.match(why, /Leo: could not be invited.*too many invitations/s)
    assert.deepEqual([...kim.client.invitations, ...leo.client.invitations], [])
  })

  scene('takes an invitation late: the agent has their whole time from then on', async (world) => {
    const gateway = await gatewayOf(world)
    const ian = await world.readyAgent('ian', 'queues overdue')
    const trouble = gateway.trouble(({ url, body }) =>
      url.includes('/invite') && body.includes(ian.userId) ? 'held' : undefined,
    )
    const lee = await world.customer('lee', { contact })
    lee.says('overdue please')
    await trouble.meets(1)
    await untilTime(Date.now() + 8500)
    trouble.end()
    const offer = await ian.isOffered('lee')
    await untilTime(offer.at + 4000)
    const talk = await ian.joins(offer)
    await lee.hears('Ian is here now')
    assert.match(await talk.asks('!why'), /Offer +Ian, made .*, accepted/)
    assert.equal(ian.client.invitations.length, 1)
  })

  sceneAlone(
    'is away altogether: health says so, customers are served, and agents hear of them when it is back',
    async (world) => {
      const gateway = await gatewayOf(world)
      const uma = await world.readyAgent('uma', 'queues help')
      const health = async (): Promise<{ ok: boolean; text: string }> =>
        (await world.switchboard.health())['homeserver'] as { ok: boolean; text: string }
      assert.deepEqual(await health(), { ok: true, text: 'answers' })
      for (const [title, , fault] of faults.filter(([, , one]) => one !== 'answer lost' && one !== 'held')) {
        if (typeof fault === 'object' && 'lateMs' in fault) continue
        const trouble = gateway.trouble(() => fault)
        const said = await health()
        trouble.end()
        assert.equal(said.ok, false, title)
        assert.match(said.text, /429|500|502|no answer|not JSON/, title)
      }
      const trouble = gateway.trouble(() => 'cut')
      const ada = await world.customer('ada', { contact })
      ada.says('is anybody there?')
      await ada.hears(/./)
      ada.says('I can wait')
      await trouble.meets(4)
      trouble.end()
      await waitFor('health', async () => (await health()).ok)
      const talk = await uma.accepts(await uma.isOffered('ada', 60_000))
      await talk.reads('is anybody there?')
      await talk.reads('I can wait')
      await ada.hears('is here now')
    },
  )
})
