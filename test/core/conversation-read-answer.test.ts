import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readAnswer, readWord } from '../../src/core/conversation/read-answer.ts'

const topic = { name: 'topic', text: 'What is it about?', choices: ['billing', 'technical', 'something else'] }
const version = { name: 'version', text: 'Which version?' }
const yesNo = { name: 'paid', text: 'Is it paid?', choices: ['yes', 'no'] }

describe('reading an answer', () => {
  const sure: readonly (readonly [line: string, choice: string])[] = [
    ['1', 'billing'],
    [' 2. ', 'technical'],
    ['#3', 'something else'],
    ['１', 'billing'],
    ['no 2', 'technical'],
    ['2 technical', 'technical'],
    ['BILLING!', 'billing'],
    ['„billing“', 'billing'],
    ['bil', 'billing'],
    ['some', 'something else'],
  ]
  for (const [line, choice] of sure) {
    it(`${JSON.stringify(line)} is ${choice}`, () => {
      assert.deepEqual(readAnswer(topic, line), { kind: 'answer', value: choice, sure: true })
    })
  }

  const guessed: readonly (readonly [line: string, choice: string])[] = [
    ['biling', 'billing'],
    ['techincal', 'technical'],
    ['billing please', 'billing'],
    ['It is about something else.', 'something else'],
  ]
  for (const [line, choice] of guessed) {
    it(`${JSON.stringify(line)} is taken as ${choice}, and known to be a guess`, () => {
      assert.deepEqual(readAnswer(topic, line), { kind: 'answer', value: choice, sure: false })
    })
  }

  for (const line of [
    '0',
    '4',
    '',
    '  ',
    'hello',
    'not billing',
    'billing or technical',
    '2 invoices are wrong',
    'toString',
  ]) {
    it(`${JSON.stringify(line)} is unclear`, () => {
      assert.deepEqual(readAnswer(topic, line), { kind: 'unclear' })
    })
  }

  it('a near miss that is not near enough is suggested instead of taken', () => {
    assert.deepEqual(readAnswer(topic, 'illings'), { kind: 'unclear', suggestion: 'billing' })
  })

  it('a short choice counts at the beginning of a line only', () => {
    assert.deepEqual(readAnswer(yesNo, 'no thanks'), { kind: 'answer', value: 'no', sure: false })
    assert.deepEqual(readAnswer(yesNo, 'yes, since monday'), { kind: 'answer', value: 'yes', sure: false })
    assert.deepEqual(readAnswer(yesNo, 'i have no idea'), { kind: 'unclear' })
  })

  it('the words that skip a question are known in every language, in quotation marks too', () => {
    for (const line of ['skip', '"skip"', 'Weiter', 'überspringen', 'SKIP.']) {
      assert.deepEqual(readAnswer(topic, line), { kind: 'skip' }, line)
      assert.deepEqual(readAnswer(version, line), { kind: 'skip' }, line)
    }
  })

  it('a choice wins over a word of ours with the same spelling', () => {
    const question = { name: 'next', text: 'And now?', choices: ['skip', 'stay'] }
    assert.deepEqual(readAnswer(question, 'skip'), { kind: 'answer', value: 'skip', sure: true })
  })

  it('free text is taken as it stands', () => {
    assert.deepEqual(readAnswer(version, ' 1.4.3, skip the rest '), {
      kind: 'answer',
      value: '1.4.3, skip the rest',
      sure: true,
    })
  })

  it('no line makes it throw, and an answer to choices is always one of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (line) => {
        const read = readAnswer(topic, line)
        assert.ok(read.kind !== 'answer' || topic.choices.includes(read.value))
      }),
    )
  })
})

describe('reading a word', () => {
  it('cancel, position and agent count in both languages, as the whole message only', () => {
    for (const line of ['cancel', 'Cancel!', '"cancel"', 'abbrechen']) assert.equal(readWord(line), 'cancel', line)
    for (const line of ['position', 'Position?', 'wartezeit']) assert.equal(readWord(line), 'position', line)
    for (const line of ['agent', 'a human', 'Mitarbeiter']) assert.equal(readWord(line), 'agent', line)
    for (const line of ['cancel my order', 'the agent was rude', 'skip', '', 'constructor']) {
      assert.equal(readWord(line), undefined, line)
    }
  })
})
