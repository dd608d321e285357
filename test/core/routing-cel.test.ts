import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bindInputs, type Condition, compileCondition } from '../../src/core/routing/cel.ts'
import { withOperators } from '../../src/core/routing/condition-words.ts'
import { cutText, momentOf, mostText } from '../../src/core/routing/rule-inputs.ts'
import { sampleInputs } from '../support/rule-samples.ts'

function compiled(source: string): Condition {
  const result = compileCondition(source)
  assert.ok(result.ok, result.ok ? '' : `${source}: ${result.problems.map(({ message }) => message).join(' ')}`)
  return result.condition
}

const evaluate = (source: string, inputs = sampleInputs()) => compiled(source).evaluate(bindInputs(inputs))
const whyNot = (source: string, inputs = sampleInputs()) => compiled(source).whyNot(bindInputs(inputs))

function problems(source: string) {
  const result = compileCondition(source)
  return result.ok ? [] : result.problems.map(({ message, start, end }) => `${source.slice(start, end)} | ${message}`)
}

describe('a condition', () => {
  const holding = [
    'text.contains("invoice") or answers.topic == "other"',
    'network.id == "libera" and network.type == "irc" and contact == "support"',
    'answers["topic"] == "billing"',
    'answers.unknown == "" && answers["not asked"] == ""',
    'app.application == "irssi" && app.os == ""',
    'not customer.returning and customer.count == 0',
    'not (answers.topic == "technical")',
    'now.weekday == "wednesday" && now.hour == 12 && now.date == "2026-03-04"',
    'now.hour < 8 or now.hour >= 12',
    'queue("billing").waiting > 2 and queue("billing").free == 0',
    'team("support").ready == 2 and team("support").free == 1',
    'text.search("(?i)INVOICE.*wrong$")',
    'text.lowerAscii().startsWith("hi") && text.size() > 10',
    'network.type in ["slack", "irc"]',
    'int(string(customer.count)) == 0 ? true : false',
    'true',
  ]
  for (const source of holding) it(`holds: ${source}`, () => assert.deepEqual(evaluate(source), { matched: true }))

  const refused: readonly [string, string][] = [
    [
      'txt == "a"',
      'txt | there is no "txt" here. Did you mean text? Known: network, contact, customer, app, answers, text, now, queue(), team()',
    ],
    ['network.typ == "irc"', 'typ | network has no "typ". Did you mean type? Known: id, type, name'],
    ['text.contain("a")', 'contain("a") | there is no contain(). Did you mean contains? Known: '],
    ['text = "a"', '= | to compare, write ==.'],
    ['text == "a', '"a | the text that begins here has no closing quote.'],
    ['text == \u201ca\u201d', '\u201c | write straight quotes: "like this".'],
    ['(text == "a"', ' | here should be ), but there is the end.'],
    ['text == "a" andd true', 'andd | "andd" cannot stand here; tests are joined by and, or.'],
    ['text == 3', 'text == 3 | "==" does not go between a text and a whole number.'],
    ['not answers.topic == "a"', 'not answers.topic | not needs something true or false'],
    ['text', 'text | a condition must be true or false'],
    ['contact.name == "a"', 'name | what stands before the dot has no fields.'],
    ['queue("billing").waitng > 1', 'waitng | no such key: waitng.'],
    ['queue == 1', 'queue | queue needs a name: queue("billing").waiting.'],
    ['team.free > 0', 'team | team needs a name: team("support").free.'],
    ['team("support").waiting > 1', 'waiting | no such key: waiting.'],
    ['', ' | something is missing at the end.'],
  ]
  for (const [source, start] of refused) {
    it(`is refused with the place and a hint: ${source}`, () => {
      const [found = ''] = problems(source)
      assert.ok(found.startsWith(start), found)
    })
  }

  it('names every unknown word at once', () => {
    assert.deepEqual(
      problems('foo == "a" and not bar and app.os == baz').map((problem) => problem.split(' ')[0]),
      ['foo', 'bar', 'baz'],
    )
  })

  it('suggests the word to put in place', () => {
    const result = compileCondition('answrs.topic == "a"')
    assert.equal(result.ok ? '' : result.problems[0]?.suggestion, 'answers')
  })

  it('never matches when it cannot be evaluated, and says why', () => {
    const inputs = sampleInputs({ answers: { topic: 'x' } })
    assert.equal(evaluate('int(answers.topic) > 1', inputs).matched, false)
    assert.deepEqual(evaluate('queue("sales").ready > 0'), { matched: false, error: 'there is no queue "sales"' })
    assert.equal(whyNot('queue("sales").ready > 0'), 'cannot be evaluated: there is no queue "sales"')
  })

  it('does not let an answer be more than a text', () => {
    const answers = JSON.parse('{"__proto__": "a", "constructor": "b", "get": "c"}')
    const inputs = sampleInputs({ answers })
    assert.equal(
      evaluate('answers["constructor"] == "b" && answers.get == "c" && answers.size() == 3', inputs).matched,
      true,
    )
    assert.equal(evaluate('answers["toString"] == ""', inputs).matched, true)
  })
})

describe('the app in conditions', () => {
  const profile = {
    ...{ application: 'Gajim', version: '1.8.4-2', files: 'yes', edits: 'yes', reactions: 'no' },
    ...{ major: 1, minor: 8, features: ['files', 'edits'] },
  }
  const gajim = sampleInputs({ app: profile })
  const unknown = sampleInputs({ app: { application: '', known: false } })
  const holds: readonly [string, boolean, boolean][] = [
    ['app.known', true, false],
    ['not app.known', false, true],
    ['app.major > 1 or app.major == 1 and app.minor >= 8', true, false],
    ['app.can("files") and app.can("edits")', true, false],
    ['app.can("reactions") or app.can("typing")', false, false],
    ['"files" in app.features', true, false],
    ['app.files == "yes" and app.reactions == "no"', true, false],
    ['app.application == ""', false, true],
    ['app.os != "Windows"', true, true],
  ]
  for (const [source, forGajim, forUnknown] of holds) {
    it(`[P12] ${source}: an unknown app makes no rule fail`, () => {
      assert.deepEqual(
        [evaluate(source, gajim), evaluate(source, unknown)],
        [{ matched: forGajim }, { matched: forUnknown }],
      )
    })
  }

  it('[P12] why says what is unknown, and what it surely cannot', () => {
    assert.equal(whyNot('app.known', unknown), 'the app is unknown')
    assert.equal(whyNot('app.application == "irssi"', unknown), 'app.application is unknown')
    assert.equal(whyNot('app.can("reactions")', gajim), 'the app cannot do reactions')
  })

  it('[P12] only what a program may be known to do can be asked for', () => {
    const problem = (source: string) => {
      const result = compileCondition(source)
      return result.ok ? undefined : result.problems[0]?.message
    }
    assert.match(
      problem('app.can("fles")') ?? '',
      /^no feature is called "fles"\. Did you mean files\? Known: files, edits/,
    )
    assert.match(problem('text.can("files")') ?? '', /^it is asked so: app\.can\("files"\)/)
    assert.match(problem('app.can(text)') ?? '', /^it is asked so/)
  })
})

describe('why a condition does not hold', () => {
  const cases: readonly [string, string][] = [
    ['customer.returning', 'customer.returning is false'],
    ['network.type == "slack"', 'network.type is irc'],
    ['"slack" == network.type', 'network.type is irc'],
    ['network.type == "irc" and customer.returning and text == ""', 'customer.returning is false'],
    ['text.contains("refund") or app.os == "Linux"', 'text does not contain "refund", app.os is unknown'],
    ['text.search("refund")', 'text does not match "refund"'],
    ['app.major >= 2', 'app.major is unknown'],
    ['app.can("edits")', 'whether the app can do edits is unknown'],
    ['app.device == "phone" or app.can("files")', 'app.device is unknown, whether the app can do files is unknown'],
    ['not (network.type == "irc")', 'network.type == "irc" is true'],
    ['now.hour < 8', 'now.hour is 12'],
    ['queue("billing").free > 0', 'queue("billing").free is 0'],
    ['(text + text).contains("refund")', 'text + text does not contain "refund"'],
  ]
  for (const [source, words] of cases) it(`${source}: ${words}`, () => assert.equal(whyNot(source), words))

  it('shows no more than the beginning of a long text', () => {
    assert.ok(whyNot('text == ""', sampleInputs({ text: 'x\ny'.repeat(500) })).length < 80)
  })
})

describe('the cost of a condition', () => {
  const tooMuch = [
    `text == "${'a'.repeat(2048)}"`,
    `${'('.repeat(30)}true${')'.repeat(30)}`,
    Array.from({ length: 200 }, () => 'true').join('||'),
    'text.matches("(a+)+$")',
    '["a", "b"].exists(x, x == text)',
    'text.split("").size() > 1',
    'cel.bind(x, text, x == "a")',
    '{"a": text}.a == "a"',
    'has(app.os)',
    'text.search(contact)',
    'text.search("(")',
    'text.search("((a{100}){10})")',
    `text.search("${'a'.repeat(201)}")`,
    Array.from({ length: 5 }, (_, n) => `text.search("${n}")`).join(' or '),
  ]
  for (const source of tooMuch) {
    it(`is bounded: ${source.slice(0, 40)} (${source.length} characters) is refused`, () => {
      assert.notDeepEqual(problems(source), [])
    })
  }

  it('does not explode on a pattern that takes other engines minutes', () => {
    assert.equal(evaluate('text.search("^(a+)+$")', sampleInputs({ text: `${'a'.repeat(4000)}!` })).matched, false)
  })
})

describe('and, or and not as words', () => {
  const cases: readonly [string, string][] = [
    ['a and b', 'a &&  b'],
    ['a OR not(b)', 'a || !  (b)'],
    ['x == "a and b" and y', 'x == "a and b" &&  y'],
    ['x == \'or\' or y == r"\\" or z', 'x == \'or\' || y == r"\\" or z'],
    ['x == "\\" and " and y', 'x == "\\" and " &&  y'],
    ['x == """a " and b""" and y', 'x == """a " and b""" &&  y'],
    ['answers.and == "x" and answers.not', 'answers.and == "x" &&  answers.not'],
    ['android and nothing and band', 'android &&  nothing &&  band'],
    ['a // or b\n or c', 'a // or b\n || c'],
  ]
  for (const [source, expected] of cases) it(source, () => assert.equal(withOperators(source), expected))

  it('keep every position', () => {
    const word = fc.constantFrom('and', 'or', 'not', 'x', '"', "'", '\\', '"""', '.', ' ', '//', '\n', 'r', '(')
    fc.assert(
      fc.property(fc.array(word), (words) => {
        assert.equal(withOperators(words.join('')).length, words.join('').length)
      }),
    )
  })
})

describe('the inputs of rules', () => {
  it('give the moment in UTC', () => {
    assert.deepEqual(momentOf(1_709_208_059_000), {
      ms: 1_709_208_059_000,
      hour: 12,
      minute: 0,
      weekday: 'thursday',
      date: '2024-02-29',
    })
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2199-12-31') }),
        (date) => {
          const moment = momentOf(date.getTime())
          const weekday = date.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }).toLowerCase()
          assert.equal(moment.date, date.toISOString().slice(0, 10))
          assert.deepEqual([moment.hour, moment.weekday], [date.getUTCHours(), weekday])
        },
      ),
    )
  })

  it('cut a long text between characters', () => {
    const text = `${'a'.repeat(mostText - 1)}\u{1f600}b`
    assert.equal(cutText(text), 'a'.repeat(mostText - 1))
    assert.equal(cutText('a\u{1f600}'), 'a\u{1f600}')
  })
})
