import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Rule, RuleResult } from '../../src/core/routing/rule-set.ts'
import { parseDefault, parseRule, printDefault, printRule } from '../../src/core/routing/rule-text.ts'
import { showProblems } from '../../src/core/routing/rule-text-problem.ts'
import { queue } from '../support/routing-samples.ts'
import { sampleResult } from '../support/rule-samples.ts'

const queues = ['billing', 'technical', 'general']

function read(source: string): Rule {
  const reading = parseRule(source, queues)
  assert.ok(reading.ok, reading.ok ? '' : showProblems(source, reading.problems))
  return reading.rule
}

function refusal(source: string): readonly string[] {
  const reading = parseRule(source, queues)
  return reading.ok ? [] : reading.problems.map(({ message, start, end }) => `${source.slice(start, end)}| ${message}`)
}

describe('the text of a rule', () => {
  it('is read whole', () => {
    const source =
      '"billing words" when text.contains("invoice") or answers.topic == "billing" then queue billing priority 5 skill linux 2 skill "très bien" feature files'
    assert.deepEqual(read(source), {
      name: 'billing words',
      condition: 'text.contains("invoice") or answers.topic == "billing"',
      result: {
        queue: 'billing',
        priority: 5,
        skills: { linux: 2, 'très bien': 1 },
        features: ['files'],
      },
    })
  })

  it('may have a bare name, and its clauses in any order and on several lines', () => {
    const rule = read('vip when customer.returning\n  then feature files\n  priority 9 queue general')
    assert.deepEqual([rule.name, rule.result], ['vip', sampleResult('general', { priority: 9, features: ['files'] })])
  })

  it('takes "then" in quotes and after a dot as part of the condition', () => {
    const condition = `text == "now then queue x" or answers.then == 'then'`
    assert.equal(read(`x when ${condition} then queue billing`).condition, condition)
  })

  it('shows all problems at once with their places', () => {
    const source = 'x when txt == "a" then queue biling'
    const reading = parseRule(source, queues)
    assert.ok(!reading.ok)
    assert.equal(
      showProblems(source, reading.problems),
      [
        'txt == "a"      there is no "txt" here. Did you mean text? Known: network, contact, customer, app, answers, text, now, queue(), team()',
        '^^^',
        'queue biling    there is no such queue. Did you mean billing? Queues: billing, technical, general',
      ].join('\n'),
    )
  })

  it('shows of a long condition what is around the place', () => {
    const source = `x when ${'true and '.repeat(20)}txt == "a"${' and true'.repeat(20)} then queue billing`
    const reading = parseRule(source, queues)
    assert.ok(!reading.ok)
    const [first = '', second = ''] = showProblems(source, reading.problems).split('\n')
    assert.equal(first.slice(second.indexOf('^'), second.lastIndexOf('^') + 1), 'txt')
    assert.ok(second.length <= 60)
  })

  const refused: readonly [string, string][] = [
    ['', '| a rule begins with its name: "billing words" when …'],
    ['when true then queue billing', 'when| a rule begins with its name'],
    ['"x when true then queue billing', '"x when true then queue billing| the closing quote is missing'],
    ['x if true then queue billing', 'if| after the name comes: when'],
    ['x when true', '| after the condition comes: then queue …'],
    ['x when then queue billing', '| something is missing at the end.'],
    ['x when true then', '| the queue is missing: then queue billing'],
    ['x when true then queue', '| queue needs the name of a queue'],
    ['x when true then qeue billing', 'qeue| not understood. Did you mean queue?'],
    ['x when true then queue billing priority high', 'high| priority needs a number from 0 to 100'],
    ['x when true then queue billing priority 101', '101| priority needs a number from 0 to 100'],
    ['x when true then queue billing skill linux 6', '6| skill needs a name and a level from 1 to 5'],
    ['x when true then queue billing skill linux -1', '-1| skill needs'],
    ['x when true then queue billing skill a skill a', 'a| skill a is there twice'],
    ['x when true then queue billing queue general', 'general| queue is there twice'],
    ['x when true then queue billing feature "files', '"files| the closing quote is missing'],
    [`"${'a'.repeat(65)}" when true then queue billing`, `"${'a'.repeat(65)}"| a name may have 64 characters`],
    ['"a\\nb" when true then queue billing', '"a\\nb"| a name is one line of plain text'],
  ]
  for (const [source, start] of refused) {
    it(`is refused with the place: ${source.slice(0, 60)}`, () => {
      const [first = ''] = refusal(source)
      assert.ok(first.startsWith(start), first)
    })
  }

  const oneComplaint: readonly [string, string][] = [
    [
      'x when true then queu billing',
      'queu| not understood. Did you mean queue? Possible: queue, priority, skill, feature',
    ],
    ['x when true then queu billing priority 5', 'queu| not understood. Did you mean queue?'],
    ['x when true then queue billing priorty 5 skill linux 2', 'priorty| not understood. Did you mean priority?'],
    ['x when true then billing', 'billing| before the name of a queue stands queue: queue billing'],
    ['x when queue("bilng").waiting > 3 then queue billing', '"bilng"| queue("bilng"): there is no such queue.'],
  ]
  for (const [source, start] of oneComplaint) {
    it(`is told of one mistake once: ${source}`, () => {
      const [first = '', ...more] = refusal(source)
      assert.ok(first.startsWith(start), first)
      assert.deepEqual(more, [])
    })
  }

  it('names the queues that are not there in the condition and behind it in one answer', () => {
    assert.deepEqual(
      refusal('x when queue("bilng").free > 0 then queue biling').map((line) => line.split('|')[0]),
      ['"bilng"', 'biling'],
    )
  })

  it('is not asked for its queues where that is checked elsewhere', () => {
    assert.ok(parseRule('x when queue("bilng").free > 0 then queue biling').ok)
  })

  it('never throws and keeps every place inside the text', () => {
    const piece = fc.constantFrom(
      'x',
      'when',
      'then',
      'queue',
      'billing',
      'skill',
      '"',
      '\\',
      "'",
      '"""',
      ' ',
      '\n',
      '5',
      '.',
      '//',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const source = pieces.join(' ')
        const reading = parseRule(source, queues)
        if (reading.ok) return
        showProblems(source, reading.problems)
        for (const { start, end } of reading.problems) assert.ok(0 <= start && start <= end && end <= source.length)
      }),
      { numRuns: 2000 },
    )
  })
})

function plain<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { noNullPrototype: true })
}

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const someResult: fc.Arbitrary<RuleResult> = plain({
  queue: fc.constantFrom(...queues.map(queue)),
  priority: fc.integer({ min: 0, max: 100 }),
  skills: fc.dictionary(word, fc.integer({ min: 1, max: 5 }), { maxKeys: 3, noNullPrototype: true }),
  features: fc.array(word, { maxLength: 3 }),
})
const someRule: fc.Arbitrary<Rule> = plain({
  name: word.filter((name) => name.trim() !== '' && !/\p{Cc}/u.test(name)),
  condition: fc.constantFrom(
    'true',
    'text.contains("then queue") or answers.then == "\\""',
    "network.type == 'irc' and\n  not customer.returning",
    'true // then what\n and true // always',
  ),
  result: someResult,
})

describe('printing a rule', () => {
  it('gives what is read again as the same rule', () => {
    fc.assert(
      fc.property(someRule, (rule) => assert.deepEqual(read(printRule(rule)), rule)),
      { numRuns: 1000 },
    )
  })

  it('gives a default that is read again as the same', () => {
    fc.assert(
      fc.property(someResult, (result) => {
        assert.deepEqual(parseDefault(printDefault(result), queues), { ok: true, result })
      }),
    )
  })

  it('leaves out what goes without saying', () => {
    const rule = { name: 'x', condition: 'true', result: sampleResult('billing') }
    assert.equal(printRule(rule), '"x" when true then queue billing')
    assert.equal(printDefault(sampleResult('general', { priority: 2 })), 'default queue general priority 2')
  })
})
