import assert from 'node:assert/strict'
import { commandNames } from '../../src/core/commands/catalogue.ts'
import type { Place } from '../../src/core/commands/command-row.ts'
import { refusalOf } from '../../src/core/commands/gate.ts'
import { helpFor } from '../../src/core/commands/help.ts'
import type { Level } from '../../src/core/commands/permissions.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'

const help = (about: string | undefined, level: Level, place: Place) => helpFor(about, { level, place }).text

describe('help', () => {
  it('in a conversation has six lines at most and says first what the customer sees', () => {
    const lines = help(undefined, 'admin', 'conversation').split('\n')
    assert.ok(lines.length <= 6)
    assert.equal(lines[0], 'What you write goes to the customer, unless it begins with "!".')
    assert.match(lines[1] ?? '', /^!close \[code\] \[text\] {2,}ends the conversation/)
    assert.match(lines[4] ?? '', /^!profile, !history, !why {2,}who writes, their earlier conversations/)
    assert.equal(lines.at(-1), 'Also: !hold, !resume. The rest: !help all. More about one: !help close')
    for (const line of lines) assert.ok(line.length <= 110, line)
  })

  it('in a conversation names to others only what they may use', () => {
    assert.doesNotMatch(help(undefined, 'none', 'conversation'), /!(close|profile|history|why|hold)|Also/)
  })

  it('names every command that its reader may use there, and no other', () => {
    for (const place of ['dm', 'admin-room', 'conversation'] as const) {
      for (const level of ['none', 'agent', 'supervisor', 'admin'] as const) {
        const shown = help('all', level, place)
          .split('\n')
          .map((line) => line.trim().replace(/^!/, ''))
        for (const name of commandNames) {
          const isShown = shown.some((line) => line === name || line.startsWith(`${name} `))
          assert.equal(isShown, refusalOf(name, level, place) === undefined, `${name} for ${level} in ${place}`)
        }
      }
    }
  })

  it('for one command gives usage, meaning and an example, as they are typed there', () => {
    const lines = help('!Close', 'agent', 'conversation').split('\n')
    assert.equal(lines[0], '!close [code] [text]')
    assert.ok(lines.includes('Example: !close solved'))
    assert.ok(lines.some((line) => line.startsWith('Codes: solved, ')))
    assert.ok(help('close', 'agent', 'conversation').includes('Also: done, end, resolve'))
  })

  it('for a noun lists all that can be done with it', () => {
    assert.deepEqual(
      help('agents', 'agent', 'dm')
        .split('\n')
        .map((line) => line.split(/ {2,}/)[0]),
      ['agent list', 'agent show <agent>'],
    )
  })

  it('for a command that the asker may not use says so', () => {
    assert.match(help('rule publish', 'agent', 'dm'), /"rule publish" is for admins, and you are an agent\./)
  })

  it('for a mistyped command suggests one that can be used here', () => {
    assert.equal(help('tranfer', 'agent', 'conversation'), '"tranfer" is not a command. Did you mean !help transfer?')
    assert.equal(help('qeue', 'agent', 'dm'), '"qeue" is not a command. Did you mean help queue?')
    assert.equal(help('rul add', 'admin', 'dm'), '"rul add" is not a command. Did you mean help rule add?')
    assert.equal(help('rule ad', 'admin', 'dm'), '"rule ad" is not a command. Did you mean help rule add?')
    assert.equal(help('rul', 'agent', 'dm'), '"rul" is not a command. help all lists everything.')
    assert.equal(help('xyzzyx', 'agent', 'dm'), '"xyzzyx" is not a command. help all lists everything.')
  })

  it('in the admin room shows commands as they can be typed there, without "!"', () => {
    assert.doesNotMatch(help('all', 'admin', 'admin-room'), /^!/m)
    assert.match(help('rule add', 'admin', 'admin-room'), /^rule add <name> when .* \[feature <name>\]\n/)
  })

  it('no line is wider than a chat window takes', () => {
    for (const line of help('all', 'admin', 'conversation').split('\n')) assert.ok(line.length <= 120, line)
  })

  it('is the same with and without formatting', () => {
    const message = helpFor(undefined, { level: 'admin', place: 'admin-room' })
    assert.equal(visibleText(message.rich ?? []), message.text)
  })
})
