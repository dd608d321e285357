import assert from 'node:assert/strict'
import fc from 'fast-check'
import { catalogue, commandNames } from '../../src/core/commands/catalogue.ts'
import type { Command } from '../../src/core/commands/command.ts'
import type { Place } from '../../src/core/commands/command-row.ts'
import { findCommand } from '../../src/core/commands/find-command.ts'
import { parseCommand } from '../../src/core/commands/parse.ts'

function parse(line: string, place: Place = 'dm') {
  const found = findCommand(line)
  assert.ok(found.ok, `${line} is no command`)
  return parseCommand(found.name, { text: line.slice(found.end), at: found.end, place })
}

function problemOf(line: string, place: Place = 'dm'): string {
  const parsed = parse(line, place)
  assert.ok(!parsed.ok, `${line} was accepted`)
  return parsed.problem
}

describe('parsing commands', () => {
  const rows: readonly (readonly [line: string, command: Command])[] = [
    ['ready', { name: 'ready' }],
    ['away', { name: 'away' }],
    ['brb lunch, back at 2', { name: 'away', reason: 'lunch, back at 2' }],
    ['away “lunch”', { name: 'away', reason: 'lunch' }],
    ['take', { name: 'take' }],
    ['take #4711', { name: 'take', conversation: 4711 }],
    ['why 4711', { name: 'why', conversation: 4711 }],
    ['status', { name: 'status' }],
    ['status mira', { name: 'status', agent: 'mira' }],
    ['block 12 sends advertising', { name: 'block', conversation: 12, reason: 'sends advertising' }],
    ['agents', { name: 'agent list' }],
    ['agent @mira:example.org', { name: 'agent show', agent: '@mira:example.org' }],
    ['agent rm "Mira Meier"', { name: 'agent remove', agent: 'Mira Meier' }],
    ['teams', { name: 'team list' }],
    ['team Vienna', { name: 'team show', team: 'vienna' as never }],
    ['team rm support', { name: 'team remove', team: 'support' as never }],
    [
      'team add support in vienna members mira, "Ben B.", @zoe:elsewhere',
      {
        name: 'team add',
        team: 'support' as never,
        settings: {
          parent: 'vienna' as never,
          members: { how: 'replace', names: ['mira', 'Ben B.', '@zoe:elsewhere'] },
        },
      },
    ],
    [
      'team set support in none members +@zoe:elsewhere -ben',
      {
        name: 'team set',
        team: 'support' as never,
        settings: { parent: null, members: { how: 'change', add: ['@zoe:elsewhere'], remove: ['ben'] } },
      },
    ],
    ['waiting', { name: 'queue list' }],
    ['queue Billing', { name: 'queue show', queue: 'billing' }],
    ['queue show Vienna/Support', { name: 'queue show', queue: 'vienna/support' }],
    ['elsewhere', { name: 'elsewhere' }],
    ['other-contact people', { name: 'elsewhere', contact: 'people' }],
    ['queue add billing', { name: 'queue add', queue: 'billing' as never, settings: {} }],
    [
      'queue set billing title Billing and refunds timeout 2 min wrapup=30s',
      {
        name: 'queue set',
        queue: 'billing' as never,
        settings: { title: 'Billing and refunds', offerTimeoutMs: 120_000, wrapUpMs: 30_000 },
      },
    ],
    ['rules', { name: 'rule list' }],
    ['rule 4', { name: 'rule show', rule: 4 }],
    ['rule remove billing words', { name: 'rule remove', rule: 'billing words' }],
    ['rule move "billing words" to 1', { name: 'rule move', rule: 'billing words', to: 1 }],
    ['rule move 4 last', { name: 'rule move', rule: 4, to: 'last' }],
    ['rule move 4 top', { name: 'rule move', rule: 4, to: 1 }],
    ['rules publish „neue Wörter“', { name: 'rule publish', reason: 'neue Wörter' }],
    ['rule rollback', { name: 'rule rollback' }],
    ['rule rollback 11 too many matches', { name: 'rule rollback', version: 11, reason: 'too many matches' }],
    ['rule rollback too many', { name: 'rule rollback', reason: 'too many' }],
    ['question move topic to 2', { name: 'question move', question: 'topic', to: 2 }],
    ['who 4711', { name: 'profile', conversation: 4711 }],
    ['profile #4711', { name: 'profile', conversation: 4711 }],
    [
      'question add device "What are you writing on?" phone, computer fills app.device',
      {
        name: 'question add',
        question: 'device',
        text: 'What are you writing on?',
        choices: ['phone', 'computer'],
        usesApp: false,
        fills: 'device',
      },
    ],
    [
      'question add topic “What is it about?” billing, technical, something else contact support uses-app',
      {
        name: 'question add',
        question: 'topic',
        text: 'What is it about?',
        usesApp: true,
        choices: ['billing', 'technical', 'something else'],
        contact: 'support',
      },
    ],
    [
      'question add version "Which version?"',
      { name: 'question add', question: 'version', text: 'Which version?', usesApp: false },
    ],
  ]
  for (const [line, command] of rows) {
    it(line, () => assert.deepEqual(parse(line), { ok: true, value: command }))
  }

  const inRoom: readonly (readonly [line: string, command: Command])[] = [
    ['close', { name: 'close', code: 'closed' }],
    ['close solved', { name: 'close', code: 'solved' }],
    ['close Solved: bye for now', { name: 'close', code: 'solved', text: 'bye for now' }],
    ['close Thanks for writing!', { name: 'close', code: 'closed', text: 'Thanks for writing!' }],
    ['note two\nlines', { name: 'note', text: 'two\nlines' }],
    [
      'transfer technical the login fails',
      { name: 'transfer', queue: 'technical' as never, reason: 'the login fails' },
    ],
    ['block rude', { name: 'block', reason: 'rude' }],
    ['block 12', { name: 'block', conversation: 12 }],
    ['why', { name: 'why' }],
    ['decline', { name: 'decline' }],
  ]
  for (const [line, command] of inRoom) {
    it(`!${line.replace('\n', '⏎')} in a conversation`, () =>
      assert.deepEqual(parse(line, 'conversation'), { ok: true, value: command }))
  }

  it('an agent is entered with everything in one line, in any order', () => {
    const line =
      'agent add @mira:example.org capacity 3, irc 2 skills german:3, linux networks all name "Mira M" queues billing general'
    assert.deepEqual(parse(line), {
      ok: true,
      value: {
        name: 'agent add',
        user: '@mira:example.org',
        settings: {
          capacity: 3,
          capacityPerNetwork: { irc: 2 },
          skills: { how: 'replace', levels: { german: 3, linux: 1 } },
          networks: { how: 'replace', names: ['*'] },
          name: 'Mira M',
          queues: { how: 'replace', names: ['billing', 'general'] },
        },
      },
    })
  })

  it('an agent is changed by + and -, none and a ceiling per network', () => {
    assert.deepEqual(
      parse('agent set mira queues +technical -general skills +linux 2, -german features none capacity irc none'),
      {
        ok: true,
        value: {
          name: 'agent set',
          agent: 'mira',
          settings: {
            queues: { how: 'change', add: ['technical'], remove: ['general'] },
            skills: { how: 'change', levels: { linux: 2 }, remove: ['german'] },
            features: { how: 'replace', names: [] },
            capacityPerNetwork: { irc: null },
          },
        },
      },
    )
  })

  it('a rule is handed on as it was typed, with its place in the line', () => {
    const line = 'rule add  "billing words" when text.contains("a, b") then queue billing '
    const parsed = parse(line)
    assert.ok(parsed.ok && parsed.value.name === 'rule add')
    assert.equal(parsed.value.source.text, '"billing words" when text.contains("a, b") then queue billing')
    assert.equal(parsed.value.source.at, line.indexOf('"billing'))
  })
})

describe('mistakes in commands', () => {
  const rows: readonly (readonly [line: string, says: RegExp])[] = [
    ['agent add mira', /no Matrix id\. It looks like @mira:example\.org/],
    ['agent add', /Whom\?/],
    ['agent add @a:b queus billing', /what "queus" is for\. Did you mean queues\?/],
    ['agent add @a:b queues billing skils german', /"skils" looks like a mistyped "skills"/],
    ['agent add @a:b skills german 9', /"9" is no level: a whole number from 1 to 5/],
    ['agent add @a:b skills 3 german', /Which skill does "3" belong to/],
    ['agent add @a:b capacity many', /^"many" is no number of conversations: a whole number from 0 to 1000\.\n/],
    ['agent add @a:b capacity -1', /^"-1" is no number of conversations: a whole number from 0 to 1000\.\n/],
    ['agent add @a:b capacity 3 irc -1', /^"-1" is no number of conversations/],
    ['agent add @a:b capacity 3, irc', /^How many on "irc"\? Write capacity 3, irc 2\.\n/],
    ['agent add @a:b capacity irc', /^"irc" is no number of conversations: /],
    ['agent add @a:b capacity 3 nme Mira', /^I do not know what "nme" is for\. Did you mean name\?/],
    ['agent add @a:b capacity 3 qeues billing', /"qeues" looks like a mistyped "queues"/],
    ['agent add @a:b capacity 3 capacity 4', /"capacity" stands there twice/],
    ['agent add @a:b queues +billing general', /Either the whole list of queues, or only \+ and -/],
    ['agent set mira', /What is to change for "mira"\? You can set queues, skills/],
    ['agent add @a:b name "Mira', /quotation mark before "Mira" is never closed/],
    ['queue add 7up', /"7up" cannot be the name of a queue/],
    ['queue add billing timeout soon', /"soon" is no length of time\. Write it like 60s, 2 min or 1h/],
    ['queue add billing timeout 1s', /5s at least/],
    ['queue add billing timeout 9h', /too long: 60 min at most/],
    ['question add topic What is it?', /quotation marks/],
    ['question add topic "What?" choices one', /two answers at least/],
    ['question add topic "What?" choices one, One!', /"One!" stands there twice/],
    ['question add topic "What?" choices yes, skip', /"skip" means something of its own/],
    ['question add topic "What?" choices 1, 2', /taken for the number of a choice/],
    ['rule publish', /Say why/],
    ['rule move 4', /needs a rule and its new place/],
    ['rule move 4 0', /a whole number from 1/],
    ['rule add', /rule itself is missing/],
    ['rule default', /^Where to\? It needs queue and its name\./],
    ['why mira', /"mira" is not the number of a conversation/],
    ['why', /Which conversation\? Give its number/],
    ['block spammer', /Give the number of one of their conversations/],
    ['ready now', /Nothing comes after it, so I do not know what "now" means/],
    ['close sovled', /"sovled" is no closing code\. Did you mean solved\? Codes: solved, /],
    ['transfer technical', /Say why/],
    ['note', /note itself is missing/],
  ]
  for (const [line, says] of rows) {
    it(`${line}: says what would be accepted`, () => {
      const problem = problemOf(line)
      assert.match(problem, says)
      assert.match(problem, /\nUsage: /)
    })
  }

  it('usage and example are written as they are typed in that place', () => {
    assert.match(
      problemOf('close sovled', 'conversation'),
      /\nUsage: !close \[code\] \[text\]\nExample: !close solved$/,
    )
    assert.match(problemOf('agent add'), /\nExample: agent add @mira:example\.org /)
  })

  it('no text makes a parser throw, and every problem says how it is used', () => {
    const words = fc.constantFrom(
      'queues',
      'skills',
      'capacity',
      '"',
      '„',
      ',',
      '+',
      '-',
      '=',
      ':',
      '@a:b',
      '4',
      'none',
      '\n',
      'choices',
    )
    const piece = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 6 }))
    fc.assert(
      fc.property(
        fc.constantFrom(...commandNames),
        fc.array(piece, { maxLength: 8 }),
        fc.boolean(),
        (name, pieces, isDm) => {
          const args = {
            text: ` ${pieces.join(' ')}`,
            at: name.length,
            place: isDm ? ('dm' as const) : ('conversation' as const),
          }
          const parsed = parseCommand(name, args)
          if (parsed.ok) assert.equal(parsed.value.name, name)
          else assert.ok(parsed.problem.includes(`Usage: ${isDm ? '' : '!'}${catalogue[name].usage}`))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
