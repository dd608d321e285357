import assert from 'node:assert/strict'
import type { CustomerTexts, TextId } from '../../src/core/text/customer-texts.ts'
import { type Language, languages } from '../../src/core/text/language.ts'
import { say } from '../../src/core/text/say.ts'

type Samples = { readonly [Id in TextId]: readonly CustomerTexts[Id][] }

const byAgent = [{ agent: 'Mira' }, {}]
const nothing = [{}]

/** Every text at least once, and once more for each optional part. */
const samples: Samples = {
  greeting: [
    { name: 'anna', organisation: 'the Example help desk', returning: false },
    { name: 'anna', organisation: 'Example', returning: true, hasPast: true },
  ],
  'just-write': nothing,
  question: [{ question: 'What is it about?', choices: ['billing', 'technical'] }, { question: 'Which version?' }],
  'answer-not-understood': [
    { answer: 'bill it', choices: ['billing', 'technical'] },
    { answer: 'bill it', suggestion: 'billing', choices: ['billing', 'technical'] },
  ],
  'answer-taken-as': [{ choice: 'billing' }],
  'question-skipped': nothing,
  'looking-for-someone': [{ thanks: false }, { queue: 'billing', thanks: true }],
  'in-line': [
    { position: 1, queue: 'billing', thanks: true, waitMs: 120_000 },
    { position: 3, queue: 'billing', thanks: false },
    { position: 1, queue: 'billing', thanks: false, nobodyThere: true },
    { position: 3, queue: 'billing', thanks: true, nobodyThere: true },
  ],
  'position-changed': [{ position: 1 }, { position: 2, waitMs: 60_000 }],
  'position-asked': [
    { position: 1, queue: 'billing' },
    { position: 2, waitMs: 60_000, queue: 'billing' },
  ],
  'position-not-in-line': nothing,
  'position-being-offered': nothing,
  'still-waiting': [{ position: 1 }, { position: 2, waitMs: 60_000 }],
  'agent-asked-for': nothing,
  'past-list': nothing,
  'past-entry': [
    { number: 1, now: 5e9, openedAt: 1e9, queue: 'billing', agent: 'Mira', outcome: 'solved', request: 'hi' },
    { number: 2, now: 5e10, openedAt: 1e9, request: '' },
  ],
  'past-none': nothing,
  'past-not-vouched': nothing,
  'agent-joined': byAgent,
  speaker: [{}],
  'line-prefix': byAgent,
  'emote-prefix': byAgent,
  'edited-prefix': byAgent,
  colleague: nothing,
  'internal-link': nothing,
  'edits-explained': byAgent,
  redacted: byAgent,
  'redactions-explained': nothing,
  reacted: [
    { agent: 'Mira', key: '👍', text: 'it works' },
    { key: '👍', text: '' },
  ],
  file: [
    { agent: 'Mira', kind: 'image', name: 'a.png', url: 'https://example.org/a', validMs: 604_800_000 },
    { kind: 'file', name: 'a.pdf', url: 'https://example.org/a' },
  ],
  'file-not-taken': [{}, { network: 'XMPP', link: 'xmpp:support@help.example?message' }],
  elsewhere: [
    { network: 'XMPP', features: ['files', 'edits'], link: 'xmpp:support@help.example?message' },
    { network: 'XMPP', features: ['files'], link: 'xmpp:support@help.example?message' },
  ],
  'own-edits-explained': byAgent,
  transferred: [{ agent: 'Mira', queue: 'technical' }, { queue: 'technical' }],
  held: byAgent,
  resumed: byAgent,
  'agent-left': byAgent,
  'closed-by-agent': [{ agent: 'Mira', code: 'solved' }, { code: 'spam' }],
  'closed-by-customer': nothing,
  'cancel-ask-back': nothing,
  'nothing-to-cancel': nothing,
  gap: [{ ms: 7000 }],
  'too-many-conversations': nothing,
  'too-fast': nothing,
  blocked: nothing,
  encrypted: nothing,
  'write-unencrypted': nothing,
  'came-late': [
    { writtenAt: 1e9, now: 1e9 + 6e5, timeZone: '+02:00' },
    { writtenAt: 1e9, now: 5e10, timeZone: 'Europe/Berlin' },
    { writtenAt: 1e9, now: 1e9 + 6e5 },
    { writtenAt: 1e9, now: 5e10 },
    { now: 5e10 },
  ],
  'contact-open': [
    { free: 2, agents: 5, waiting: 0 },
    { free: 0, agents: 5, waiting: 1, waitMs: 240_000 },
  ],
  'contact-nobody-there': nothing,
  'home-hint': nothing,
  'home-start': nothing,
  'home-past': nothing,
  'home-past-one': [
    { date: '3 June 2026', request: 'my invoice is wrong', agent: 'Mira' },
    { date: '3 June 2026', request: 'my invoice is wrong' },
    { date: '3 June 2026', request: '' },
  ],
}

const ids = Object.keys(samples) as readonly TextId[]
const sayAny: (language: Language, id: TextId, params: object) => string = say
const everyText = (language: Language) =>
  ids.flatMap((id) => samples[id].map((params) => [id, sayAny(language, id, params)] as const))

describe('what customers read', () => {
  for (const language of languages) {
    it(`every text in ${language} is one whole line and fits in two IRC messages`, () => {
      for (const [id, text] of everyText(language)) {
        assert.doesNotMatch(text, /undefined|NaN|\[object|[\p{Cc}]/u, id)
        assert.match(text, /^\S/, id)
        assert.ok(new TextEncoder().encode(text).length < 400, id)
      }
    })
  }

  it('the two languages say nothing alike, so none was forgotten', () => {
    const german = everyText('de')
    const alike = everyText('en').filter(([id, text], index) => text === german[index]?.[1] && !id.endsWith('-prefix'))
    assert.deepEqual(alike, [])
  })

  it('[I6] where agents are not named, no text holds the name of one', () => {
    for (const language of languages) {
      for (const id of ids) {
        const unnamed = samples[id].map((params) => sayAny(language, id, { ...params, agent: undefined }))
        for (const text of unnamed) assert.doesNotMatch(text, /Mira/, id)
      }
    }
  })

  it('the greeting names the person and the organisation, and says that a bot speaks', () => {
    assert.equal(
      say('en', 'greeting', { name: 'anna', organisation: 'the Example help desk', returning: false }),
      'Hello anna, this is the Example help desk. I am a bot and will find you the right person.',
    )
  })

  it('a question shows its choices by number and how to answer', () => {
    assert.equal(
      say('en', 'question', { question: 'What is it about?', choices: ['billing', 'technical', 'something else'] }),
      'What is it about?  1 billing  2 technical  3 something else   (a number or a word; "skip" is fine)',
    )
  })

  it('an estimate is said in words, and a missing one is left out', () => {
    const inLine = { position: 1, queue: 'billing', thanks: true }
    assert.equal(
      say('en', 'in-line', { ...inLine, waitMs: 118_000 }),
      'Thanks. You are next in line for billing, about 2 minutes. Write on if you like, nothing is lost.',
    )
    assert.equal(
      say('en', 'in-line', inLine),
      'Thanks. You are next in line for billing. Write on if you like, nothing is lost.',
    )
  })

  it('that nobody is there is not called being busy', () => {
    const away = { queue: 'billing', thanks: false, nobodyThere: true }
    assert.equal(
      say('en', 'in-line', { ...away, position: 1 }),
      'Nobody is there for billing at the moment. You are next in line. Write on if you like, nothing is lost.',
    )
    assert.match(say('en', 'in-line', { ...away, position: 3 }), /^Nobody is there for billing .* You are number 3\./)
    assert.match(say('de', 'in-line', { ...away, position: 3 }), /^Für billing ist gerade niemand da\. Sie sind/)
  })

  it('what came late is named by its time, of that day or another, in their time zone or in UTC', () => {
    const [writtenAt, evening] = [Date.UTC(2026, 5, 3, 12, 3), Date.UTC(2026, 5, 3, 22, 30)]
    const late = (language: Language, params: Partial<CustomerTexts['came-late']>) =>
      say(language, 'came-late', { writtenAt, now: evening, ...params })
    const goOn = 'came only now. Write anything, and we go on with it.'
    assert.equal(late('en', {}), `Your message of 12:03 UTC ${goOn}`)
    for (const timeZone of ['', 'Berlin', 'nowhere', '+99:99']) assert.match(late('en', { timeZone }), / 12:03 UTC /)
    assert.equal(late('en', { timeZone: 'Z' }), `Your message of 12:03 ${goOn}`)
    assert.equal(late('en', { timeZone: '-04:00' }), `Your message of 08:03 ${goOn}`)
    assert.equal(late('en', { timeZone: 'Europe/Berlin' }), `Your message of 3 June, 14:03 ${goOn}`)
    assert.equal(late('en', { now: Date.UTC(2027, 5, 3) }), `Your message of 3 June 2026, 12:03 UTC ${goOn}`)
    assert.equal(late('en', { writtenAt: undefined }), `Your message ${goOn}`)
    const weiter = 'ist erst jetzt angekommen. Schreiben Sie irgendetwas, dann geht es damit weiter.'
    assert.equal(late('de', { timeZone: '+01:00' }), `Ihre Nachricht von 13:03 Uhr ${weiter}`)
    assert.equal(late('de', { timeZone: '+02:00' }), `Ihre Nachricht vom 3. Juni, 14:03 Uhr, ${weiter}`)
    assert.equal(late('de', {}), `Ihre Nachricht von 12:03 Uhr (UTC) ${weiter}`)
    assert.equal(late('de', { writtenAt: undefined }), `Ihre Nachricht ${weiter}`)
  })

  it('a closing code is told only where it is fit for customers', () => {
    assert.match(
      say('en', 'closed-by-agent', { agent: 'Mira', code: 'solved' }),
      /^Mira closed this conversation \(solved\)\./,
    )
    assert.match(say('de', 'closed-by-agent', { agent: 'Mira', code: 'solved' }), /\(gelöst\)/)
    for (const code of ['spam', 'toString', '']) {
      assert.doesNotMatch(say('en', 'closed-by-agent', { agent: 'Mira', code }), /\(/, code)
    }
  })

  it('[I6] a name cannot break the line, colour it or turn it around', () => {
    const name = 'an\r\nQUIT\u0000 \u000304,01red\u000f \u202etxt.exe\u2066'
    const text = say('en', 'greeting', { name, organisation: 'Example', returning: false })
    assert.equal(text, 'Hello an QUIT red txt.exe, this is Example. I am a bot and will find you the right person.')
  })
})
