import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createTransactionNumbers, type TransactionNumbers } from '../../src/app/transaction-numbers.ts'

function judgeAll(numbers: TransactionNumbers, ...all: readonly (number | string)[]): string {
  return all.map((number) => numbers.judge(String(number), 0)).join(' ')
}

/** A homeserver that sends live what it makes, and what it owes only when something was refused. */
function sendAll(numbers: TransactionNumbers, made: readonly { id: number; isLeftBehind: boolean }[]): number[] {
  const taken: number[] = []
  const owed: number[] = []
  const catchUp = (): void => {
    for (let next = owed[0]; next !== undefined; next = owed[0]) {
      if (numbers.judge(String(next), 0) === 'take') {
        taken.push(next)
        owed.shift()
      }
    }
  }
  for (const { id, isLeftBehind } of made) {
    if (isLeftBehind) owed.push(id)
    else if (numbers.judge(String(id), 0) === 'take') taken.push(id)
    else {
      owed.push(id)
      catchUp()
    }
  }
  return taken
}

describe('the numbers of transactions', () => {
  it('the first one, and one behind a gap, are asked for once more', () => {
    const numbers = createTransactionNumbers()
    assert.equal(judgeAll(numbers, 7, 7, 8, 9), 'again take take take')
    assert.equal(judgeAll(numbers, 11), 'again')
    assert.equal(numbers.awaited(), '11')
    assert.equal(judgeAll(numbers, 10, 11, 12), 'take take take')
    assert.equal(numbers.awaited(), undefined)
  })

  it('that begin anew, or are no numbers, are taken', () => {
    const numbers = createTransactionNumbers()
    assert.equal(judgeAll(numbers, 7, 7, 1, 2, 'abc', '', 3), 'again take take take take take take')
  })

  it('are asked for only so often where others make gaps all the time, and again after a failure', () => {
    const numbers = createTransactionNumbers()
    const gaps = Array.from({ length: 30 }, (_, index) => 10 * index + 10)
    const count = (answers: string) => answers.split(' ').filter((answer) => answer === 'again').length
    const withRepeats = gaps.flatMap((number) => [number, number])
    assert.equal(count(judgeAll(numbers, ...withRepeats)), 20)
    assert.equal(numbers.judge('1000', 60_000), 'again')
    assert.equal(numbers.judge('1000', 60_000), 'take')
    assert.equal(numbers.judge('1010', 60_000), 'take')
    numbers.failed()
    assert.equal(numbers.judge('1020', 60_000), 'again')
  })

  it('[I5] whatever was left behind comes, and in order, as soon as anything is sent after it', () => {
    const steps = fc.array(fc.record({ skip: fc.integer({ min: 1, max: 2 }), isLeftBehind: fc.boolean() }), {
      maxLength: 15,
    })
    fc.assert(
      fc.property(steps, (plan) => {
        const made = plan.map(({ isLeftBehind }, index) => {
          const id = plan.slice(0, index + 1).reduce((sum, { skip }) => sum + skip, 0)
          return { id, isLeftBehind }
        })
        const last = made.findLastIndex(({ isLeftBehind }) => !isLeftBehind)
        const taken = sendAll(createTransactionNumbers(), made)
        assert.deepEqual(
          taken,
          made.slice(0, last + 1).map((one) => one.id),
        )
      }),
    )
  })
})
