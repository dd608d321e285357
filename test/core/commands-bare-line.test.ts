import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readBareLine } from '../../src/core/commands/bare-line.ts'
import { catalogue, commandNames } from '../../src/core/commands/catalogue.ts'
import { readLine } from '../../src/core/commands/read-line.ts'
import type { RichNode } from '../../src/core/message/message.ts'

const inAdminRoom = { place: 'admin-room', prefix: '!sb' } as const

describe('a line without "!" where admins also talk to each other', () => {
  it('is a command when its name is written out, as in every example', () => {
    for (const name of commandNames.filter((one) => catalogue[one].places.includes('admin-room'))) {
      for (const example of catalogue[name].examples) {
        const line = readBareLine(example)
        assert.equal(line.kind === 'command' && line.name, name, example)
      }
    }
  })

  const commands: readonly [string, string][] = [
    ['rules', 'rule list'],
    ['Queue List', 'queue list'],
    ['queue list?', 'queue list'],
    ['queue rm billing', 'queue remove'],
    ['agent info mira', 'agent show'],
    ['rule add x wehn text == "a"', 'rule add'],
    ['rule publish', 'rule publish'],
    ['agent add mira', 'agent add'],
    ['agent list please', 'agent list'],
    ['away back at two', 'away'],
    ['why 4711', 'why'],
    ['why 47l1', 'why'],
    ['close', 'close'],
    ['close 2 solved', 'close'],
    ['close #2', 'close'],
    ['close solved The refund is on its way.', 'close'],
    ['hold 2', 'hold'],
    ['history 4711', 'history'],
    ['transfer 2 billing she asked for it', 'transfer'],
    ['help qeue', 'help'],
    ['help rul add', 'help'],
  ]
  for (const [text, name] of commands) {
    it(`is ${name}: ${text}`, () => {
      const line = readBareLine(text)
      assert.equal(line.kind === 'command' && line.name, name)
    })
  }

  const mistyped: readonly [text: string, word: string, suggestion: string][] = [
    ['rule ad x when text == "a" then queue billing', 'rule ad', 'rule add'],
    ['queue lsit', 'queue lsit', 'queue list'],
    ['agent lst', 'agent lst', 'agent list'],
    ['quue list', 'quue list', 'queue list'],
    ['agnet lsit', 'agnet lsit', 'agent list'],
    ['qeue', 'qeue', 'queue list'],
    ['ruel add x when true then queue billing', 'ruel add', 'rule add'],
    ['question remvoe topic', 'question remvoe', 'question remove'],
    ['rule pubish "first rules"', 'rule pubish', 'rule publish'],
    ['agent ste mira capacity 4', 'agent ste', 'agent set'],
    ['rule insert x when true then queue billing', 'rule insert', 'rule add'],
    ['hlep', 'hlep', 'help'],
    ['helth', 'helth', 'health'],
    ['statsu mira', 'statsu', 'status'],
    ['verison', 'verison', 'version'],
    ['clsoe 2 solved', 'clsoe', 'close'],
  ]
  for (const [text, word, suggestion] of mistyped) {
    it(`is a mistyped ${suggestion}: ${text}`, () => {
      assert.deepEqual(readBareLine(text), { kind: 'mistyped', word, suggestion })
    })
  }

  const talk = [
    ...['', 'back in 5', 'done', 'thanks!', 'off to lunch', 'me too', 'pick one', 'end of the day', 'q?', 'on it'],
    ...['what is the queue like?', 'the rule is simple', 'is anna in the queue list?', 'I will add a rule'],
    ...['queue is long', 'queue ist voll', 'queue looks good today', 'rules are fine', 'rule of thumb'],
    ...['rules changed', 'rule added, thanks', 'rules checked', 'rule removed', 'question removed', 'agents listed'],
    ...['queue list is long', 'rule check is nice', 'agent smith is ill today', 'agents are busy', 'queued it'],
    ...['question: who is on call?', 'question is whether we need it'],
    ...['ready when you are', 'help me with the rules please', 'help me', 'version 2 is out', 'status is good'],
    ...['hold 5 minutes please', 'close 2 windows', 'note 3 people called', 'clsoe the door', 'resume at 2'],
    ...['hold on', 'take care', 'note that mira is off', 'close the door', 'accept it', 'why not', 'why?', 'ready?'],
    ...['health insurance', 'healthy food', 'statues everywhere', 'block him', 'transfer it to me', 'decline politely'],
    ...[
      'queue ...',
      'help me please',
      'help us',
      'read',
      'who',
      'now',
      'hell no',
      'rude',
      'role play',
      'agency list',
      'quest',
      'rulers',
      'ruled out',
    ],
    ...['Die Regel stimmt so', 'Warteschlange ist leer', 'bin gleich zurück', 'agent Müller ist krank'],
  ]
  for (const text of talk) it(`is talk: ${text}`, () => assert.deepEqual(readBareLine(text), { kind: 'talk' }))

  it('is read by readLine there, and only as a message that was typed', () => {
    const text = (body: string) => ({ kind: 'text', text: body }) as const
    assert.deepEqual(readLine(text('  queue list'), inAdminRoom), {
      ...{ kind: 'command', name: 'queue list', args: '', at: 12 },
    })
    assert.deepEqual(readLine(text('queue lsit'), inAdminRoom), {
      ...{ kind: 'unknown', word: 'queue lsit', suggestion: 'queue list' },
    })
    const [shown, url] = ['Mira Meier', 'https://matrix.to/#/@mira:example.org']
    const named: RichNode = { type: 'link', url, children: [{ type: 'text', text: shown }] }
    assert.deepEqual(readLine({ ...text('status Mira Meier'), rich: [named] }, inAdminRoom), {
      ...{ kind: 'command', name: 'status', args: ' @mira:example.org', at: 6 },
    })
    assert.deepEqual(readLine(text('the queue is long'), inAdminRoom), { kind: 'not-for-us' })
    for (const message of [
      { ...text('queue list'), kind: 'notice' } as const,
      { ...text('queue list'), kind: 'emote' } as const,
    ])
      assert.deepEqual(readLine(message, inAdminRoom), { kind: 'not-for-us' })
    assert.deepEqual(readLine(text('queue list'), { ...inAdminRoom, isEdit: true }), { kind: 'not-for-us' })
  })

  it('never throws, and the name of a command ends within the text', () => {
    const word = fc.constantFrom('rule', 'queue', 'lsit', 'add', 'help', 'why', '4', '"', 'then queue', ' ', '\n', 'é')
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 6 }), (words) => {
        const text = words.join(' ')
        const line = readBareLine(text)
        assert.ok(line.kind !== 'command' || line.end <= text.length)
      }),
    )
  })
})
