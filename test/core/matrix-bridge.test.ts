import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type RunningBridge, startBridge } from '../../src/matrix/bridge.ts'
import { matrixDeps, matrixSettings } from '../support/matrix-settings.ts'

const event = {
  room_id: '!r:switchboard.test',
  event_id: '$e',
  sender: '@alice:switchboard.test',
  type: 'm.room.message',
  content: {},
}

describe('the bridge', () => {
  const seen: unknown[] = []
  let answer: () => Promise<void> = async () => {}
  let bridge: RunningBridge

  before(async () => {
    const settings = {
      ...matrixSettings('http://127.0.0.1:9'),
      hsToken: 'hs',
      userPatterns: ['^@switchboard_.*:switchboard\\.test$'],
      aliasPatterns: [],
    }
    const take = async (taken: unknown) => {
      seen.push(taken)
      await answer()
    }
    bridge = await startBridge(settings, { onEvent: take, onEphemeral: take }, matrixDeps())
  })
  beforeEach(() => {
    seen.length = 0
    answer = async () => {}
  })
  after(() => bridge.close())

  it('hands on what people did, and waits until it is done', async () => {
    let isDone = false
    answer = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      isDone = true
    }
    await bridge.feed(event)
    assert.ok(isDone)
    assert.deepEqual(seen, [event])
  })

  it('asks nobody before it hands on an edit', async () => {
    const edit = { ...event, content: { 'm.relates_to': { rel_type: 'm.replace', event_id: '$old' } } }
    await bridge.feed(edit)
    assert.deepEqual(seen, [edit])
  })

  it('keeps back what our own users did, and what is no event', async () => {
    await bridge.feed({ ...event, sender: '@switchboard:switchboard.test' })
    await bridge.feed({ ...event, sender: '@switchboard_anna:switchboard.test' })
    for (const raw of [null, [], 'x', {}, { ...event, sender: 1 }, { ...event, content: null }]) await bridge.feed(raw)
    assert.deepEqual(seen, [])
  })

  it('[I1] lets the feeder know of a failure, and goes on', async () => {
    answer = () => Promise.reject(new Error('database away'))
    await assert.rejects(bridge.feed(event), /database away/)
    await assert.rejects(bridge.feedEphemeral({ type: 'm.typing', content: {} }), /database away/)
    answer = () => {
      throw new Error('at once')
    }
    await assert.rejects(bridge.feed(event), /at once/)
    answer = async () => {}
    await bridge.feed(event)
    assert.equal(seen.length, 4)
  })

  it('can be loaded without the native module of the SDK, and says nothing', async () => {
    const program = `import { Bridge } from '${import.meta.resolve('../../src/matrix/sdk.ts')}'; console.log(typeof Bridge)`
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    assert.deepEqual({ stdout, stderr }, { stdout: 'function\n', stderr: '' })
  })
})
