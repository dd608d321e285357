import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { bindInputs, compileCondition } from '../../src/core/routing/cel.ts'
import { parseRule } from '../../src/core/routing/rule-text.ts'
import { sampleInputs } from '../support/rule-samples.ts'

const names = ['billing', 'technical', 'general']
const standing = { waiting: 0, ready: 0, free: 0 }
const inputs = bindInputs(sampleInputs({ queues: Object.fromEntries(names.map((name) => [name, standing])) }))

function rulesIn(document: string): readonly string[] {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8')
  return [...text.matchAll(/^rule add (.+)$/gm)].map(([, rule = '']) => rule)
}

function problemsOf(text: string): readonly string[] {
  const reading = parseRule(text, names)
  if (!reading.ok) return reading.problems.map(({ message }) => message)
  const compilation = compileCondition(reading.rule.condition)
  const error = compilation.ok ? compilation.condition.evaluate(inputs).error : 'does not compile'
  return error === undefined ? [] : [error]
}

describe('the rules in the documentation', () => {
  for (const document of ['README.md', 'docs/rules.md']) {
    const rules = rulesIn(document)

    it(`${document} has rules`, () => assert.ok(rules.length > 0))

    for (const rule of rules) {
      it(`can be used: ${rule}`, () => assert.deepEqual(problemsOf(rule), []))
    }
  }

  it('a rule that cannot be used is noticed', () => {
    assert.deepEqual(problemsOf('"x" when queue("missing").waiting > 1 then queue billing'), [
      'queue("missing"): there is no such queue. Queues: billing, technical, general',
    ])
  })
})
