import assert from 'node:assert/strict'
import { exactDuration, ordinal, roughDuration, shortDuration } from '../../src/core/text/duration.ts'

const minute = 60_000
const hour = 60 * minute

describe('durations in words', () => {
  it('an estimate is no more exact than it can be', () => {
    const rows: readonly (readonly [ms: number, en: string, de: string])[] = [
      [0, 'less than a minute', 'weniger als eine Minute'],
      [50_000, 'about 1 minute', 'etwa 1 Minute'],
      [2 * minute, 'about 2 minutes', 'etwa 2 Minuten'],
      [17 * minute, 'about 15 minutes', 'etwa 15 Minuten'],
      [58 * minute, 'about 1 hour', 'etwa 1 Stunde'],
      [3.2 * hour, 'about 3 hours', 'etwa 3 Stunden'],
    ]
    for (const [ms, en, de] of rows) {
      assert.equal(roughDuration('en', ms), en)
      assert.equal(roughDuration('de', ms), de)
    }
  })

  it('a time that has passed is said in its largest whole unit, one second at least', () => {
    assert.equal(exactDuration('en', 7000), '7 seconds')
    assert.equal(exactDuration('en', 10), '1 second')
    assert.equal(exactDuration('de', 7 * 24 * hour), '7 Tage')
    assert.equal(exactDuration('en', hour), '1 hour')
    assert.equal(exactDuration('en', 59_700), '1 minute')
  })

  it('tables have short forms, and a clock that ran backwards shows as nothing', () => {
    assert.equal(shortDuration(12 * minute), '12 min')
    assert.equal(shortDuration(-5000), '0 s')
  })

  it('ordinals follow English, teens included', () => {
    assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal), [
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '112th',
    ])
  })
})
