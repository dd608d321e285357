import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bindInputs, compileCondition } from '../../src/core/routing/cel.ts'
import { explainPlacement, missingDefault, placeConversation, prepareRules } from '../../src/core/routing/rule-index.ts'
import type { RuleInputs } from '../../src/core/routing/rule-inputs.ts'
import type { Rule } from '../../src/core/routing/rule-set.ts'
import { sampleInputs, sampleResult, sampleRule } from '../support/rule-samples.ts'

const fallback = sampleResult('general')
const prepare = (rules: readonly Rule[]) => prepareRules({ queues: [], questions: [], rules, fallback })
const explain = (rules: readonly Rule[], inputs = sampleInputs()) =>
  explainPlacement(prepare(rules), inputs, { version: 12, event: 'queued' })

describe('placing a conversation', () => {
  it('takes the first rule that matches', () => {
    const rules = [
      sampleRule('no', 'customer.returning'),
      sampleRule('first', 'true', 'a'),
      sampleRule('second', 'true', 'b'),
    ]
    assert.deepEqual(placeConversation(prepare(rules), sampleInputs()), {
      result: sampleResult('a'),
      matched: { index: 2, name: 'first' },
    })
  })

  it('takes the default when none matches', () => {
    assert.deepEqual(placeConversation(prepare([sampleRule('no', 'false')]), sampleInputs()), { result: fallback })
  })

  it('sends conversations to a queue that does not exist when there is no default', () => {
    const empty = prepareRules({ queues: [], questions: [], rules: [] })
    assert.equal(placeConversation(empty, sampleInputs()).result, missingDefault)
  })

  it('goes on past a rule that cannot be evaluated or does not compile', () => {
    const rules = [sampleRule('a', 'int(text) == 1'), sampleRule('b', 'nonsense('), sampleRule('c', 'true')]
    assert.equal(placeConversation(prepare(rules), sampleInputs()).matched?.name, 'c')
  })

  it('evaluates only those rules whose equality tests hold', () => {
    const rules = Array.from({ length: 1000 }, (_, n) => sampleRule(`r${n}`, `answers.topic == "t${n}"`))
    const prepared = prepare(rules)
    assert.deepEqual([prepared.unindexed.length, prepared.indexed.get('answers.topic')?.size], [0, 1000])
    assert.equal(placeConversation(prepared, sampleInputs({ answers: { topic: 't7' } })).matched?.index, 8)
  })

  it('indexes by the input that has most values', () => {
    const rules = ['a', 'b', 'c'].map((id) => sampleRule(id, `network.type == "irc" && network.id == "${id}"`))
    assert.deepEqual([...prepare(rules).indexed.keys()], ['network.id'])
  })
})

describe('explaining a placement', () => {
  it('names every rule tried and why it did not match', () => {
    const rules = [
      sampleRule('vip', 'customer.returning'),
      sampleRule('slack guests', 'network.type == "slack" and not customer.returning'),
      sampleRule('broken', 'nonsense'),
      sampleRule('billing words', 'text.contains("invoice")'),
      sampleRule('never reached', 'true'),
    ]
    const record = explain(rules)
    assert.deepEqual(
      record.tried.map(({ index, name, matched, why = '' }) => [index, name, matched, why.split('.', 2).join('.')]),
      [
        [1, 'vip', false, 'customer.returning is false'],
        [2, 'slack guests', false, 'network.type is irc'],
        [
          3,
          'broken',
          false,
          'does not compile: there is no "nonsense" here. Known: network, contact, customer, app, answers, text, now, queue(), team()',
        ],
        [4, 'billing words', true, ''],
      ],
    )
    assert.deepEqual(record.matched, { index: 4, name: 'billing words' })
    assert.deepEqual([record.ruleSetVersion, record.event], [12, 'queued'])
  })

  it('of more than a hundred rules tried tells of the first and the last, and counts the others', () => {
    const rules = Array.from({ length: 300 }, (_, n) =>
      sampleRule(`r${n + 1}`, n === 249 ? 'true' : 'customer.returning'),
    )
    const { tried, omitted, matched } = explain(rules)
    assert.deepEqual([tried[0]?.index, tried[49]?.index, tried[50]?.index, tried[99]?.index], [1, 50, 201, 250])
    assert.deepEqual([tried.length, omitted, matched?.index, tried[99]?.matched], [100, 150, 250, true])
    const none = explain(rules.slice(0, 200))
    assert.deepEqual([none.tried.at(-1)?.index, none.omitted, none.matched], [200, 100, undefined])
    const few = explain(rules.slice(0, 100))
    assert.deepEqual([few.tried.length, 'omitted' in few], [100, false])
  })

  it('keeps what the conditions saw: known facts, the beginning of the text, queues only when asked for', () => {
    const inputs = sampleInputs({ text: 'x'.repeat(4000) })
    const { inputs: kept } = explain([sampleRule('a', 'true')], inputs)
    assert.deepEqual(kept['app'], { application: 'irssi' })
    assert.equal(String(kept['text']).length, 500)
    assert.equal('queues' in kept, false)
    assert.ok('queues' in explain([sampleRule('a', 'queue("billing").free > 0')], inputs).inputs)
    assert.doesNotThrow(() => JSON.stringify(kept))
  })
})

const path = fc.constantFrom(
  ...['network.id', 'network.type', 'contact', 'app.os', 'app.application', 'answers.topic', 'answers["toString"]'],
)
const value = fc.constantFrom('a', 'b', '')
const equality = fc
  .tuple(path, value, fc.boolean())
  .map(([left, right, turned]) => (turned ? `"${right}" == ${left}` : `${left} == "${right}"`))
const term = fc.oneof(
  { weight: 5, arbitrary: equality },
  fc.constantFrom(
    'customer.returning',
    'text.contains("a")',
    'int(text) == 1',
    'true',
    'not (contact == "a")',
    'nonsense',
  ),
)
const condition = fc.oneof(
  fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' && ')),
  fc.tuple(term, term).map((terms) => terms.join(' or ')),
  fc.tuple(term, term, term).map(([a, b, c]) => `${a} and (${b} or ${c})`),
)
const someInputs = fc
  .record({ id: value, type: value, contact: value, os: value, topic: value, returning: fc.boolean(), text: value })
  .map((one) =>
    sampleInputs({
      network: { id: one.id, type: one.type, name: '' },
      contact: one.contact,
      customer: { returning: one.returning },
      app: { os: one.os, application: one.topic },
      answers: one.topic === '' ? {} : { topic: one.topic },
      text: one.text,
    }),
  )

/** Every rule in order, nothing left out. */
function firstMatch(rules: readonly Rule[], inputs: RuleInputs): number | undefined {
  const found = rules.findIndex((rule) => {
    const compiled = compileCondition(rule.condition)
    return compiled.ok && compiled.condition.evaluate(bindInputs(inputs)).matched
  })
  return found < 0 ? undefined : found + 1
}

describe('the index of rules', () => {
  it('gives what evaluating all rules in order gives, and so does the explanation', () => {
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 8 }), someInputs, (conditions, inputs) => {
        const rules = conditions.map((one, n) => sampleRule(`r${n}`, one, `q${n}`))
        const placed = placeConversation(prepare(rules), inputs)
        const record = explain(rules, inputs)
        assert.equal(placed.matched?.index, firstMatch(rules, inputs))
        assert.deepEqual({ result: record.result, matched: record.matched }, { matched: undefined, ...placed })
        assert.ok(record.tried.every(({ matched, why }) => matched === (why === undefined)))
      }),
      { numRuns: 1000 },
    )
  })
})
