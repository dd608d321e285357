import assert from 'node:assert/strict'
import fc from 'fast-check'
import { catalogue, commandNames, sections } from '../../src/core/commands/catalogue.ts'
import { findCommand } from '../../src/core/commands/find-command.ts'
import { refusalOf } from '../../src/core/commands/gate.ts'
import { parseCommand } from '../../src/core/commands/parse.ts'
import { levelOf, type Permissions } from '../../src/core/commands/permissions.ts'

const nameOf = (text: string) => {
  const found = findCommand(text)
  return found.ok ? found.name : { suggestion: found.suggestion }
}

describe('the catalogue', () => {
  it('every example is found, may be used in every place of its command, and parses', () => {
    for (const name of commandNames) {
      for (const example of catalogue[name].examples) {
        const found = findCommand(example)
        assert.ok(found.ok, example)
        assert.equal(found.name, name, example)
        for (const place of catalogue[name].places) {
          const parsed = parseCommand(name, { text: example.slice(found.end), at: found.end, place })
          assert.ok(parsed.ok, parsed.ok ? '' : `${example}: ${parsed.problem}`)
        }
      }
    }
  })

  it('every command is found by its name and by each alias, and no spelling means two', () => {
    const seen = new Map<string, string>()
    for (const name of commandNames) {
      for (const spelling of [name, ...catalogue[name].aliases]) {
        assert.equal(nameOf(spelling), name)
        assert.equal(seen.get(spelling), undefined, `${spelling} is ${name} and ${seen.get(spelling)}`)
        seen.set(spelling, name)
      }
    }
  })

  it('every row has a command that parses it, a section that help shows, and one line of help', () => {
    for (const name of commandNames) {
      const { help, section, usage } = catalogue[name]
      assert.ok(sections.includes(section))
      assert.ok(usage.startsWith(name))
      assert.match(help, /^[a-z][^\n]{10,110}[^.\s]$/, name)
      assert.doesNotThrow(() => parseCommand(name, { text: '', at: 0, place: 'dm' }))
    }
  })
})

describe('finding a command', () => {
  it('case, plurals, common verbs and a closing mark do not matter', () => {
    assert.equal(nameOf('Ready.'), 'ready')
    assert.equal(nameOf('RULES PUBLISH "x"'), 'rule publish')
    assert.equal(nameOf('agents ls'), 'agent list')
    assert.equal(nameOf('queue del billing'), 'queue remove')
    assert.equal(nameOf('\u200bclose'), 'close')
    assert.equal(nameOf('?'), 'help')
  })

  it('a mistyped word gets the nearest command, in the second word too', () => {
    assert.deepEqual(nameOf('tranfer x'), { suggestion: 'transfer' })
    assert.deepEqual(nameOf('rule publsih x'), { suggestion: 'rule publish' })
    assert.deepEqual(nameOf('xyzzyx'), { suggestion: undefined })
    assert.deepEqual(nameOf('question topic'), { suggestion: undefined })
  })

  it('no text makes it throw, and the name it found ends within the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const found = findCommand(text)
        assert.ok(!found.ok || found.end <= text.length)
      }),
    )
    for (const word of ['constructor', '__proto__', 'toString']) assert.equal(findCommand(word).ok, false)
  })
})

describe('who may do what', () => {
  const permissions: Permissions = {
    '*': 'none',
    'example.org': 'agent',
    '@boss:example.org': 'admin',
    '@troll:example.org': 'block',
  }

  it('the id counts before the server and the server before everybody', () => {
    assert.equal(levelOf(permissions, '@boss:example.org'), 'admin')
    assert.equal(levelOf(permissions, '@mira:example.org'), 'agent')
    assert.equal(levelOf(permissions, '@eve:evil.example'), 'none')
    assert.equal(levelOf(permissions, '@eve:evil.example:8448'), 'none')
    assert.equal(levelOf({}, '@eve:evil.example'), 'none')
    assert.equal(levelOf({}, '@x:constructor'), 'none')
  })

  it('somebody entered as an agent is one, unless the configuration blocks them', () => {
    assert.equal(levelOf(permissions, '@ann:other.example', true), 'agent')
    assert.equal(levelOf(permissions, '@boss:example.org', true), 'admin')
    assert.equal(levelOf(permissions, '@troll:example.org', true), 'block')
  })

  it('[F14] nobody uses a command above their level, and a blocked person uses none', () => {
    assert.match(refusalOf('rule publish', 'agent', 'dm') ?? '', /"rule publish" is for admins/)
    assert.match(refusalOf('ready', 'none', 'dm') ?? '', /is for agents/)
    assert.equal(refusalOf('rule publish', 'admin', 'admin-room'), undefined)
    for (const name of commandNames)
      assert.notEqual(refusalOf(name, 'block', catalogue[name].places[0] ?? 'dm'), undefined)
  })

  it('a command in the wrong place is refused with the right one', () => {
    assert.match(refusalOf('close', 'agent', 'dm') ?? '', /^"close" works only in a conversation's room\.$/)
    assert.match(refusalOf('rule add', 'admin', 'conversation') ?? '', /in a direct chat with me or in the admin room/)
  })
})
