import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { openUnlessStopped } from '../../src/main/open-unless-stopped.ts'
import { type OwnProcess, stopSignal } from '../../src/main/stop-signal.ts'

/** A process to which signals can be sent; `clock` in ms. */
function fakeProcess(changes: { launcher?: 'there' | 'gone'; terminal?: boolean } = {}) {
  const { launcher, terminal = false } = changes
  const exits: number[] = []
  const clock = { ms: 0 }
  const own = Object.assign(new EventEmitter(), {
    stdin: { isTTY: terminal },
    connected: launcher === 'there',
    ...(launcher === undefined ? {} : { send: () => true }),
    ...(launcher === 'there' ? { channel: { unref: () => {} } } : {}),
    exit: (code: number) => void exits.push(code),
  })
  const stop = stopSignal(own as unknown as OwnProcess, () => clock.ms)
  return { own, stop, exits, clock }
}

describe('a stop', () => {
  it('is asked for by a signal; one that comes again within a second is the same request, a later one means at once', () => {
    const { own, stop, exits, clock } = fakeProcess()
    own.emit('SIGTERM')
    assert.ok(stop.aborted)
    clock.ms = 900
    own.emit('SIGINT')
    assert.deepEqual(exits, [])
    clock.ms = 1100
    own.emit('SIGTERM')
    assert.deepEqual(exits, [1])
  })

  it('is asked for by a terminal that closes, not by SIGHUP elsewhere', () => {
    assert.equal(fakeProcess().own.emit('SIGHUP'), false)
    const { own, stop } = fakeProcess({ terminal: true })
    own.emit('SIGHUP')
    assert.ok(stop.aborted)
  })

  it('is asked for by the end of the launcher, however long ago another was', () => {
    const { own, stop, exits, clock } = fakeProcess({ launcher: 'there' })
    assert.ok(!stop.aborted)
    own.emit('disconnect')
    assert.ok(stop.aborted)
    clock.ms = 5000
    own.emit('disconnect')
    assert.deepEqual(exits, [])
    assert.ok(fakeProcess({ launcher: 'gone' }).stop.aborted)
    assert.ok(!fakeProcess().stop.aborted)
  })

  describe('during the start', () => {
    it('without one what was opened is given', async () => {
      const opened = { close: async () => {} }
      assert.equal(await openUnlessStopped(Promise.resolve(opened), new AbortController().signal, 1000), opened)
    })

    it('closes what is opened later, and does not mind if nothing is', async () => {
      let closed = 0
      const later = Promise.withResolvers<{ close(): Promise<void> }>()
      const opening = openUnlessStopped(later.promise, AbortSignal.abort(), 60_000)
      later.resolve({ close: async () => void closed++ })
      assert.equal(await opening, undefined)
      assert.equal(closed, 1)
      const failing = Promise.reject(new Error('no database'))
      assert.equal(await openUnlessStopped(failing, AbortSignal.abort(), 60_000), undefined)
    })

    it('does not wait for what never ends', async () => {
      const stop = new AbortController()
      const opening = openUnlessStopped(new Promise<never>(() => {}), stop.signal, 1)
      stop.abort()
      assert.equal(await opening, undefined)
    })

    it('what fails before it fails', async () => {
      const failing = Promise.reject(new Error('no database'))
      await assert.rejects(openUnlessStopped(failing, new AbortController().signal, 1000), /no database/)
    })
  })
})
