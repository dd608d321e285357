import { deepEqual, equal } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSoftware, type Software } from '../../src/core/identification/software-table.ts'
import { guessFromRealName } from '../../src/networks/irc/real-names.ts'

interface Recorded {
  readonly network: string
  readonly raw: string
  /** Where and how it was seen. */
  readonly origin: string
  readonly reads: Software
}

const file = join(import.meta.dirname, '../fixtures/client-versions.json')
const recorded: readonly Recorded[] = JSON.parse(readFileSync(file, 'utf8'))

describe('reading what programs say they are', () => {
  for (const { network, raw, origin, reads } of recorded) {
    it(`[P12] ${network}: ${raw.slice(0, 50)} (${origin.split(/[:,]/)[0]})`, () => {
      deepEqual(readSoftware(raw), reads)
    })
  }

  it('[P12] each recorded answer names its origin, and no two are the same', () => {
    for (const { raw, origin } of recorded) equal(origin.length > 20, true, raw)
    equal(new Set(recorded.map(({ raw }) => raw)).size, recorded.length)
  })

  it('words that are no client give an empty answer', () => {
    for (const raw of ['', '   ', '!!!', '12345', '( :: )', 'what do you want from me, you robot? go away 3 times']) {
      deepEqual(readSoftware(raw), {}, raw)
    }
  })

  it('an answer made to be slow is read at once', () => {
    const started = performance.now()
    for (const raw of ['KVIrc 1'.padEnd(200, ' Windows'), 'a '.repeat(100), 'irssi v1'.padEnd(200, ' running on')])
      readSoftware(raw)
    equal(performance.now() - started < 50, true)
  })

  it('a real name that a client filled in hints at it, any other does not', () => {
    equal(guessFromRealName('The Lounge User'), 'The Lounge')
    equal(guessFromRealName('https://kiwiirc.com/'), 'Kiwi IRC')
    equal(guessFromRealName('Anna Meier'), undefined)
  })
})
