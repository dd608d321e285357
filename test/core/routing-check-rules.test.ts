import assert from 'node:assert/strict'
import { checkRule, checkRuleSet } from '../../src/core/routing/check-rules.ts'
import type { KnownThings } from '../../src/core/routing/known-things.ts'
import type { Rule, RuleSet } from '../../src/core/routing/rule-set.ts'
import { queue, sampleAgent } from '../support/routing-samples.ts'
import { sampleQueue, sampleResult, sampleRule } from '../support/rule-samples.ts'

const known: KnownThings = {
  contacts: ['support', 'sales'],
  networks: [
    { id: 'libera', type: 'irc' },
    { id: 'acme', type: 'slack' },
  ],
  agents: [
    sampleAgent('Ben', { queues: [queue('billing'), queue('general')], skills: { linux: 2 }, features: ['files'] }),
  ],
}

function setOf(rules: readonly Rule[], changes: Partial<RuleSet> = {}): RuleSet {
  return {
    queues: ['billing', 'general'].map(sampleQueue),
    questions: [
      { name: 'topic', text: 'What about?', choices: ['billing', 'technical'] },
      { name: 'details', text: 'Tell us more' },
    ],
    rules,
    fallback: sampleResult('general'),
    ...changes,
  }
}

function found(rules: readonly Rule[], changes: Partial<RuleSet> = {}, things = known): readonly string[] {
  return checkRuleSet(setOf(rules, changes), things).map(({ severity, rule, message, place }) => {
    const condition = rules[(rule?.index ?? 0) - 1]?.condition ?? ''
    const part = place ? ` [${condition.slice(place.start, place.end)}]` : ''
    return `${severity} ${rule ? `${rule.index} ` : ''}${message.split('. ')[0]}${part}`
  })
}

const one = (condition: string) => found([sampleRule('x', condition)])
const two = (first: string, second: string) => found([sampleRule('a', first), sampleRule('b', second)])

describe('checking a rule set', () => {
  it('finds nothing in a good one', () => {
    const rules = [
      sampleRule('a', 'answers.topic == "billing" and network.id == "libera" or text.contains("invoice")'),
      sampleRule('b', 'contact == "sales" && answers.details != "" && queue("general").free > 0', 'general'),
      {
        ...sampleRule('c', 'network.type in ["irc", "slack"]'),
        result: sampleResult('billing', { skills: { linux: 2 }, features: ['files'] }),
      },
    ]
    assert.deepEqual(found(rules), [])
  })

  const conditions: readonly [string, readonly string[]][] = [
    ['txt == "a"', ['error 1 there is no "txt" here [txt]']],
    ['customer.vip', ['error 1 customer has no "vip" [vip]']],
    ['queue("biling").free > 0', ['error 1 queue("biling"): there is no such queue ["biling"]']],
    ['answers.tpoic == "a"', ['warning 1 no question is called "tpoic" [tpoic]']],
    ['answers.topic == "biling"', ['warning 1 answers.topic is never "biling" ["biling"]']],
    ['answers.topic in ["billing", "sales"]', ['warning 1 answers.topic is never "sales" ["sales"]']],
    ['"libra" == network.id', ['warning 1 network.id is never "libra" ["libra"]']],
    ['network.type != "xmpp"', ['warning 1 network.type is never "xmpp" ["xmpp"]']],
    ['contact == "suport"', ['warning 1 contact is never "suport" ["suport"]']],
    ['answers.details == "anything" and answers.topic == ""', []],
    [
      'contact == "sales" and contact == "support"',
      ['warning 1 never matches: contact cannot be "sales" and "support" at once'],
    ],
  ]
  for (const [condition, expected] of conditions) it(condition, () => assert.deepEqual(one(condition), expected))

  it('tells of one rule alone, with its place among the others', () => {
    const set = setOf([sampleRule('a', 'true'), sampleRule('b', 'network.id == "nope"'), sampleRule('c', 'txt')])
    assert.deepEqual(
      checkRule(set, 1, known).map(({ severity, message }) => `${severity} ${message}`),
      [
        'warning network.id is never "nope". Known: libera, acme',
        'warning never reached: rule 1 "a" matches whenever this one does',
      ],
    )
  })

  it('gives the word that was meant', () => {
    const [problem] = checkRuleSet(setOf([sampleRule('x', 'true', 'biling')]), known)
    assert.equal(problem?.suggestion, 'billing')
    assert.equal(
      problem.message,
      'queue biling: there is no such queue. Did you mean billing? Queues: billing, general',
    )
  })

  const never = (index: number) => [`warning 2 never reached: rule ${index} "a" matches whenever this one does`]
  const pairs: readonly [string, string, string, readonly string[]][] = [
    ['after one that always matches', 'true', 'customer.returning', never(1)],
    ['after the same condition', 'customer.returning and text == "a"', '(customer.returning)&&text=="a"', never(1)],
    [
      'after one with fewer equalities',
      'network.type == "irc"',
      'contact == "sales" and network.type == "irc"',
      never(1),
    ],
    ['not after one that asks for more', 'network.type == "irc" and customer.returning', 'network.type == "irc"', []],
    ['not after one that asks for something else', 'network.type == "irc"', 'network.type == "slack"', []],
    ['not after texts that differ in spaces', 'text == "a  b"', 'text == "a b"', []],
  ]
  for (const [name, first, second, expected] of pairs) {
    it(`tells a rule that is never reached: ${name}`, () => assert.deepEqual(two(first, second), expected))
  }

  it('wants names and queues to be there once', () => {
    const rules = [sampleRule('a', 'customer.returning'), sampleRule('a', 'text == "a"')]
    assert.deepEqual(found(rules, { queues: ['billing', 'general', 'billing'].map(sampleQueue) }), [
      'error 2 rule 1 has the same name',
      'error queue billing is there twice',
    ])
  })

  it('wants a default, and checks it as a rule', () => {
    const { fallback: _none, ...without } = setOf([])
    assert.deepEqual(
      checkRuleSet(without, known).map(({ severity }) => severity),
      ['error'],
    )
    assert.match(checkRuleSet(without, known)[0]?.message ?? '', /goes, for example: rule default queue billing$/)
    assert.deepEqual(found([], { fallback: sampleResult('genral') }), [
      'error default: queue genral: there is no such queue',
    ])
  })

  it('warns of queues that nobody serves and of what nobody there can do', () => {
    const nobody = { ...known, agents: [] }
    assert.deepEqual(found([sampleRule('a', 'customer.returning')], {}, nobody), [
      'warning nobody serves queue billing',
      'warning nobody serves queue general',
    ])
    const asking = {
      ...sampleRule('a', 'customer.returning'),
      result: sampleResult('billing', { skills: { linux: 3 }, features: ['threads'] }),
    }
    assert.deepEqual(found([asking]), [
      'warning 1 nobody in billing has skill linux 3',
      'warning 1 nobody in billing has feature threads',
    ])
    const strange = {
      ...sampleRule('a', 'customer.returning'),
      result: sampleResult('billing', { features: ['file', 'pictures'] }),
    }
    assert.deepEqual(found([strange]), [
      'warning 1 no feature is called file',
      'warning 1 no feature is called pictures',
    ])
  })

  it('is quick enough for a thousand rules', () => {
    const rules = Array.from({ length: 1000 }, (_, n) =>
      sampleRule(`r${n}`, `text.contains("word${n}") and contact == "sales"`),
    )
    assert.deepEqual(found(rules), [])
  })
})
