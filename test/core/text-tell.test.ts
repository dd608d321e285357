import assert from 'node:assert/strict'
import type { TellId, TellParams } from '../../src/core/text/agent-texts.ts'
import { tell } from '../../src/core/text/tell.ts'

const fact = (value: string) => ({ value, source: 'CTCP VERSION', observedAt: 0, confidence: 'declared' }) as const
const anna = { customer: 'anna' }
const onLibera = { customer: 'anna', network: 'libera' }

const samples: { readonly [Id in TellId]: readonly TellParams[Id][] } = {
  'not-delivered': [{ excerpt: 'hi', reason: 'the server refused it' }],
  'maybe-delivered': [{ excerpt: 'hi', reason: 'the connection to libera broke while it was under way' }],
  'customer-left': [
    { ...onLibera, reason: 'Quit: bye' },
    { ...onLibera, reason: '' },
  ],
  'customer-returned': [anna],
  gap: [{ network: 'libera', seconds: 7 }],
  'other-program': [{ customer: 'anna', profile: { application: fact('Gajim') }, earlier: 'irssi 1.4.3' }],
  'agent-unfit': [{ agent: 'Mira', lacks: 'lacks files' }],
  'late-facts': [{ profile: { application: fact('irssi'), version: fact('1.4.3'), account: fact('anna_m') } }],
  'accept-needed': [{ agent: 'Mira' }],
  'agent-left': [{ agent: 'Mira' }],
  reopened: [anna],
  'wrap-up': [{ seconds: 30 }],
  closed: [
    { by: 'agent', code: 'solved' },
    { by: 'customer', code: 'cancelled' },
    { by: 'supervisor', code: 'spam' },
    { by: 'idle', code: 'silent' },
    { by: 'network', code: 'bot' },
  ],
  'edit-unplaced': [{ customer: 'anna' }],
  'redaction-unplaced': [{ customer: 'anna' }],
  edits: [onLibera],
  redactions: [onLibera],
  reactions: [onLibera],
  'reacted-to-bot': [
    { ...anna, key: '👍', said: 'Mira is here now.', removed: false },
    { ...anna, key: '👍', said: 'Mira is here now.', removed: true },
  ],
  polls: [onLibera],
  locations: [onLibera],
  elsewhere: [{ ...anna, features: 'files, edits', where: 'XMPP Work', link: 'xmpp:help@example.org?message' }],
  'not-carried': [{ ...onLibera, what: 'calls' }],
  'too-old-to-change': [{ ...anna, kept: 100 }],
  'not-taken-back': [anna],
  'file-not-fetched': [{ name: 'a.png', reason: 'its server answers 404' }],
  'at-capacity': [{ load: 3, capacity: 3 }],
  'joined-not-offered': [anna],
  'away-by-presence': [{ ms: 600_000 }],
  'missed-offers': [{}],
  'fast-joins': [{}],
  'fast-joins-of': [{ agent: 'Mira' }],
  'not-sent-unknown-command': [
    { ...anna, word: 'tranfer', suggestion: 'transfer' },
    { ...anna, word: 'xyzzyx' },
  ],
  'not-sent-command-edit': [anna],
  'not-sent-command-form': [{ ...anna, form: 'an emote' }],
  'not-sent-command-inside': [{ ...anna, line: 2, word: 'note' }],
  'unknown-command': [{ word: 'tranfer', suggestion: 'transfer' }, { word: 'xyzzyx' }],
  'encrypted-room': [{}, { existing: 'https://matrix.to/#/!a:b' }],
  'network-trouble': [{ network: 'libera', text: 'the password was refused', remedy: 'set networks[0].sasl' }],
  'bot-introduction': [{}],
}

const tellAny: (id: TellId, params: object) => string = tell

describe('what agents and admins read', () => {
  it('every text is one whole sentence or more, in one line', () => {
    for (const id of Object.keys(samples) as TellId[]) {
      for (const params of samples[id]) {
        const text = tellAny(id, params)
        assert.match(text, /^[^\s].*([.?!]|https:\S+)$/u, id)
        assert.doesNotMatch(text, /undefined|NaN|\[object|\.\.|[\p{Cc}]/u, id)
      }
    }
  })

  it('doubt about a delivery says what, why, and asks', () => {
    assert.equal(
      tell('maybe-delivered', samples['maybe-delivered'][0]!),
      'This message may not have been delivered ("hi"): the connection to libera broke while it was under way. Send it again?',
    )
  })

  it('a nick stays as it is written, also where a reason begins with it', () => {
    assert.equal(
      tell('not-delivered', { excerpt: 'hi', reason: 'moe is not there.' }),
      'Not delivered ("hi"): moe is not there.',
    )
  })

  it('who left is named once, with a reason only where there is more to say', () => {
    const kept = 'What you write now is kept and sent when moe is back and surely the same person.'
    const moe = { customer: 'moe', network: 'Demonet' }
    assert.equal(tell('customer-left', { ...moe, reason: '' }), `moe left Demonet. ${kept}`)
    const taken = 'Somebody else has the nick now.'
    assert.equal(
      tell('customer-left', { ...moe, reason: taken }),
      `moe cannot be reached: somebody else has the nick now. ${kept}`,
    )
    assert.match(tell('customer-left', { ...moe, reason: 'IRC broke.' }), /^moe cannot be reached: IRC broke\. /)
  })

  it('a line that was not sent says why and how to send it', () => {
    assert.equal(
      tell('not-sent-unknown-command', { ...anna, word: 'tranfer', suggestion: 'transfer' }),
      'Not sent to anna: "!tranfer" is not a command. Did you mean !transfer? To really send it, begin with "!!".',
    )
    assert.equal(
      tell('not-sent-command-inside', { ...anna, line: 2, word: 'note' }),
      'Not sent to anna, and not done: line 2 begins with "!note". Send it as a message of its own, or begin that line with "!!".',
    )
  })

  it('somebody at their limit reads what they can do', () => {
    assert.equal(
      tell('at-capacity', { load: 3, capacity: 3 }),
      'You have 3 of 3 conversations. Close or hold one, or ask an admin to raise your limit.',
    )
  })

  it('late facts name the software, how sure it is, and the account', () => {
    assert.equal(tell('late-facts', samples['late-facts'][0]!), 'Now known: irssi 1.4.3 (declared), account anna_m.')
  })

  it('[I6] what a customer is called cannot break a line of ours', () => {
    assert.equal(tell('customer-returned', { customer: 'an\nna\u202e' }), 'an na is back; what was kept is being sent.')
  })
})
