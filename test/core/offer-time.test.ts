import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/core/conversation/decide.ts'
import type { ConversationEvent } from '../../src/core/conversation/event.ts'
import { anOffer, eventSamples, inStatus, mira, type Played, play, start } from '../support/conversation-samples.ts'

const at = start + 10_000
const timeoutMs = 60_000
const patienceMs = 120_000
const { id: offer } = anOffer(mira)

const delivered = (time: number): ConversationEvent => ({ type: 'invite-delivered', at: time, offer })
const timedOut = (time: number): ConversationEvent => ({ type: 'offer-timed-out', at: time, offer })

function timerOf({ effects }: Played): number | undefined {
  const timers = effects.flatMap(({ effect }) =>
    effect.type === 'set-timer' && effect.timer === 'offer' ? [effect.at] : [],
  )
  return timers.at(-1)
}

const nextNumber = ({ conversation }: Played): number => conversation.offerCount + 1

function endOf({ effects }: Played): string | undefined {
  const ends = effects.flatMap(({ effect }) => (effect.type === 'settle-offer' ? [effect.outcome] : []))
  return ends.at(-1)
}

describe('how long an offer waits for its answer', () => {
  it('is counted from the moment the invitation is confirmed, however long that took', () => {
    const offered = inStatus('offered')
    assert.equal(timerOf(offered), at + patienceMs)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: patienceMs }), (late) => {
        const invited = play(offered, delivered(at + late))
        assert.equal(timerOf(invited), at + late + timeoutMs)
        assert.equal(endOf(play(invited, timedOut(at + late + timeoutMs))), 'timed-out')
      }),
    )
  })

  it('is not made longer by a second confirmation after a crash', () => {
    const invited = play(inStatus('offered'), delivered(at + 1000))
    assert.equal(decide(invited.conversation, delivered(at + 30_000)).ok, false)
  })

  it('is not cut short by the earlier moment, when that had come before the confirmation was applied', () => {
    const invited = play(inStatus('offered'), delivered(at + patienceMs - 1))
    assert.equal(decide(invited.conversation, timedOut(at + patienceMs)).ok, false)
    assert.equal(decide(invited.conversation, timedOut(at + patienceMs - 1 + timeoutMs)).ok, true)
  })

  it('is no concern of an agent whose invitation was never confirmed: the next is asked, nothing is missed', () => {
    const given = play(inStatus('offered'), timedOut(at + patienceMs))
    assert.equal(endOf(given), 'undeliverable')
    assert.equal(given.conversation.status, 'queued')
    const [refusal] = given.conversation.refusals
    assert.match(refusal?.reason ?? '', /did not confirm the invitation in time/)
    const removed = given.effects.filter(({ effect }) => effect.type === 'remove-agent')
    assert.equal(removed.length, 1, 'it may have got there after all')
    const joined = play(given, { ...eventSamples(at + patienceMs + 100)['agent-joined'], seated: true })
    assert.equal(joined.conversation.status, 'active', 'a join that crosses this wins')
  })

  it('is asked for once more and once more while the homeserver is down: what is kept of it stays as small', () => {
    const moments = Array.from({ length: 500 }, (_, index) => at + index * 150_000)
    const after = moments.reduce((waiting, time) => {
      const asked = play(waiting, {
        type: 'offered',
        at: time,
        offer: anOffer(mira, nextNumber(waiting), { at: time }),
      })
      return play(asked, {
        ...timedOut(time + patienceMs),
        offer: anOffer(mira, nextNumber(waiting)).id,
      } as ConversationEvent)
    }, inStatus('queued'))
    assert.equal(after.conversation.offerCount, moments.length)
    assert.deepEqual(
      after.conversation.refusals.map(({ agent, how }) => [agent, how]),
      [[mira.agent, 'undeliverable']],
    )
  })

  it('is missed by an agent who is seen to be invited, though the confirmation itself was lost', () => {
    const seen = play(inStatus('offered'), eventSamples(at + 500)['agent-invited'])
    assert.equal(endOf(play(seen, timedOut(at + patienceMs))), 'timed-out')
  })
})
