import { deepEqual, equal } from 'node:assert/strict'
import type { RemoteChatId } from '../../src/core/ids.ts'
import {
  type Acquaintances,
  type IdentityRules,
  isSamePerson,
  judge,
  maybeSame,
  type Person,
  type Seen,
  sharedHosts,
  type Verdict,
} from '../../src/networks/irc/identity.ts'
import { fold } from '../../src/networks/irc/ids.ts'

const rules: IdentityRules = { mapping: 'rfc1459', isShared: sharedHosts(['*.gateway.example', 'web?']) }
const old = 'chat of anna' as RemoteChatId
const other = 'chat of the account' as RemoteChatId

const home = { nick: 'anna', user: 'anna', host: 'home.example' }
const gateway = { nick: 'anna', user: 'uid1', host: 'a.gateway.example' }
const here: Person = { ...home, chat: old, here: true, realName: 'Anna' }
const gone: Person = { ...here, here: false }
const { realName: _, ...nameless } = gone

type Row = readonly [rule: string, seen: Seen, known: Acquaintances, verdict: Verdict]
const continues: Verdict = { judgement: { type: 'continues', chat: old } }
const opens: Verdict = { judgement: { type: 'opens' } }
const resumes = (chat: RemoteChatId): Verdict => ({ judgement: { type: 'resumes', chat } })

const table: readonly Row[] = [
  ['nobody known opens a chat', home, {}, opens],
  ['the same prefix without a break goes on', home, { holder: here }, continues],
  ['case does not matter, as the server says', { ...home, nick: 'ANNA' }, { holder: here }, continues],
  ['signing in keeps the chat', { ...home, account: 'anna_m' }, { holder: here }, continues],
  [
    'signing in keeps the chat even if the account had another one',
    { ...home, account: 'anna_m' },
    { holder: here, ofAccount: other },
    continues,
  ],
  ['signing out keeps the chat', home, { holder: { ...here, account: 'anna_m' } }, continues],
  [
    'another host under the same account goes on',
    { ...home, host: 'cloak', account: 'anna_m' },
    { holder: { ...here, account: 'Anna_M' } },
    continues,
  ],
  [
    'a stranger on the nick opens, and the holder is gone',
    { ...home, user: 'eve' },
    { holder: here },
    { ...opens, displaced: here },
  ],
  [
    'a stranger from another host opens, and the holder is gone',
    { ...home, host: 'evil.example' },
    { holder: here },
    { ...opens, displaced: here },
  ],
  [
    'a stranger with another account opens, and the holder is gone',
    { ...home, host: 'evil.example', account: 'eve' },
    { holder: { ...here, account: 'anna_m' } },
    { ...opens, displaced: { ...here, account: 'anna_m' } },
  ],
  [
    'another host goes on if nobody could have taken the nick unnoticed',
    { ...home, host: 'new.cloak', account: 'anna_m' },
    { holder: here, isWatched: true },
    continues,
  ],
  [
    'another account at the same place is another person',
    { ...home, account: 'eve' },
    { holder: { ...here, account: 'anna_m' } },
    { ...opens, displaced: { ...here, account: 'anna_m' } },
  ],
  [
    'the account proves who it is from any nick',
    { ...home, nick: 'anna2', account: 'anna_m' },
    { ofAccount: old },
    resumes(old),
  ],
  [
    'the account proves who it is after leaving',
    { ...home, account: 'anna_m' },
    { ofAccount: old, gone },
    resumes(old),
  ],
  ['back at the same place: the real name decides', home, { gone }, { judgement: { type: 'check', person: gone } }],
  ['back at the same place, real name never seen: opens', home, { gone: nameless }, opens],
  ['back behind a shared host: opens', gateway, { gone: { ...gone, ...gateway } }, opens],
  [
    'back behind a shared host with the same account: resumes',
    { ...gateway, account: 'anna_m' },
    { gone: { ...gone, ...gateway, account: 'anna_m' } },
    resumes(old),
  ],
  [
    'back at the same place with another account: opens',
    { ...home, account: 'eve' },
    { gone: { ...gone, account: 'anna_m' } },
    opens,
  ],
  ['the nick of somebody who left, from elsewhere: opens', { ...home, host: 'evil.example' }, { gone }, opens],
]

describe('irc: whose message it is', () => {
  for (const [rule, seen, known, verdict] of table) {
    it(`[I6] ${rule}`, () => {
      deepEqual(judge(seen, known, rules), verdict)
    })
  }

  it('[I6] who is found under the nick of a person who left is them only with account, or place and real name', () => {
    const found = { ...home, realName: 'Anna' }
    equal(isSamePerson(gone, found, rules), true)
    equal(isSamePerson(gone, { ...found, realName: 'Eve' }, rules), false)
    equal(isSamePerson(gone, { ...found, user: 'eve' }, rules), false)
    equal(isSamePerson(gone, { ...found, host: 'evil.example' }, rules), false)
    equal(isSamePerson(nameless, home, rules), false)
    equal(isSamePerson({ ...gone, ...gateway }, { ...gateway, realName: 'Anna' }, rules), false)
    equal(isSamePerson({ ...gone, account: 'a' }, { ...home, host: 'x', account: 'A' }, rules), true)
    equal(isSamePerson({ ...gone, account: 'a' }, { ...found, account: 'b' }, rules), false)
  })

  it('two people behind a shared host are never said to be one', () => {
    equal(maybeSame(home, rules), 'anna@home.example')
    equal(maybeSame(gateway, rules), undefined)
    equal(maybeSame({ ...home, host: 'web1' }, rules), undefined)
    equal(maybeSame({ ...home, host: 'web10' }, rules), 'anna@web10')
  })

  it('a host pattern is no regular expression', () => {
    const isShared = sharedHosts(['a.b', '(x+)+$', '*/web/*'])
    equal(isShared('axb'), false)
    equal(isShared('A.B'), true)
    equal(isShared('gateway/web/irccloud.com/x-1'), true)
    equal(isShared('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'), false)
  })

  it('names are compared as the server does', () => {
    equal(fold('Anna[~]\\', 'rfc1459'), fold('aNNA{^}|', 'rfc1459'))
    equal(fold('Anna[~', 'strict-rfc1459'), 'anna{~')
    equal(fold('Anna[', 'ascii'), 'anna[')
  })
})
