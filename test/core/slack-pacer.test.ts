import { deepEqual, equal, rejects } from 'node:assert/strict'
import { ApiFailure } from '../../src/networks/slack/api-failure.ts'
import { type PacedCall, Pacer } from '../../src/networks/slack/pacer.ts'
import { waitFor } from '../support/wait-for.ts'

const clock = { now: Date.now }

describe('slack: when a call is made', function () {
  this.timeout(20_000)
  const made: string[] = []
  let pacer: Pacer
  beforeEach(() => {
    made.length = 0
    pacer = new Pacer(clock)
  })
  afterEach(() => pacer.end('the test is over'))

  const call = (what: string, more: Partial<PacedCall<void>> = {}) =>
    pacer.call({
      ...{ method: 'chat.postMessage', channel: 'D1', priority: 'agent', hasty: false, ...more },
      run: async () => {
        made.push(what)
        await more.run?.()
      },
    })
  const fill = (channel = 'D1') => Promise.all([1, 2, 3, 4].map((index) => call(`fill ${index}`, { channel })))

  it('a few at once, then one a second for each channel', async () => {
    const startedAt = Date.now()
    await fill()
    await fill('D2')
    equal(Date.now() - startedAt < 500, true)
    await Promise.all([call('fifth'), call('sixth')])
    const tookMs = Date.now() - startedAt
    equal(tookMs >= 1900 && tookMs < 4000, true, `${tookMs} ms`)
  })

  it("agents' lines go before prompts, prompts before positions, and a position that is hurried as an agent's line", async () => {
    await fill()
    const waiting = [
      call('position', { priority: 'position' }),
      call('prompt', { priority: 'prompt' }),
      call('hasty prompt', { priority: 'prompt', hasty: true }),
      call('line'),
    ]
    await Promise.all(waiting)
    deepEqual(made.slice(4), ['hasty prompt', 'line', 'prompt', 'position'])
    made.length = 0
    const position = call('position', { priority: 'position' })
    pacer.hurry('D1')
    await Promise.all([position, call('line')])
    deepEqual(made, ['position', 'line'])
  })

  it('reactions and changes do not count as messages', async () => {
    await fill()
    const startedAt = Date.now()
    await Promise.all([1, 2, 3].map((index) => call(`${index}`, { method: 'reactions.add' })))
    equal(Date.now() - startedAt < 500, true)
  })

  it('each other method has a measure of its own for the whole workspace, and holds up no messages', async () => {
    const startedAt = Date.now()
    const removals = Array.from({ length: 6 }, (_, index) =>
      call(`removal ${index}`, { method: 'reactions.remove', channel: `D${index}` }),
    )
    await Promise.all(removals.slice(0, 5))
    await Promise.all([
      call('a message', { channel: 'D8' }),
      call('an addition', { method: 'reactions.add', channel: 'D9' }),
    ])
    equal(Date.now() - startedAt < 1500, true)
    equal(made.includes('removal 5'), false)
    await removals[5]
    equal(Date.now() - startedAt >= 2900, true)
  })

  it("Slack's wait holds up that channel alone; that of a second one holds up all", async () => {
    const limited = () => {
      let isFirst = true
      return () => {
        if (!isFirst) return Promise.resolve()
        isFirst = false
        return Promise.reject(new ApiFailure('chat.postMessage', 'limited', 'ratelimited', { waitMs: 1000 }))
      }
    }
    const first = call('one', { run: limited() })
    await waitFor('the first', () => made.length === 1)
    await call('other', { channel: 'D2' })
    const second = call('two', { channel: 'D3', run: limited() })
    await waitFor('the second', () => made.includes('two'))
    const startedAt = Date.now()
    const third = call('three', { channel: 'D4' })
    await Promise.all([first, second, third])
    equal(Date.now() - startedAt >= 800, true)
    deepEqual(made.toSorted(), ['one', 'one', 'other', 'three', 'two', 'two'])
  })

  it('without a connection what waits is given back, and taken again after it', async () => {
    await fill()
    const waiting = call('late')
    pacer.end('no connection')
    await rejects(waiting, (error: unknown) => error instanceof ApiFailure && error.kind === 'unreachable')
    await rejects(call('later'))
    pacer.begin()
    await call('again')
    equal(made.at(-1), 'again')
  })
})
