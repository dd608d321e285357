import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type AppProfile,
  type Confidence,
  type Fact,
  mergeProfile,
  withoutProgram,
} from '../../src/core/identification/app-profile.ts'
import { describeProfile, sharedFeatures } from '../../src/core/identification/describe-profile.ts'
import { features } from '../../src/core/identification/features.ts'

const at = 1_700_000_000_000

function fact(value: string, confidence: Confidence = 'declared', source = 'CTCP VERSION'): Fact {
  return { value, source, observedAt: at, confidence }
}

const order: readonly Confidence[] = ['declared', 'observed', 'elicited', 'assumed']
const irssi = mergeProfile({}, { application: fact('irssi'), version: fact('1.4.3'), raw: fact('irssi v1.4.3') })

describe('the app profile', () => {
  it('[P12] declared beats observed beats elicited beats assumed; of equally sure ones the later holds', () => {
    const facts = fc.array(fc.tuple(fc.constantFrom(...order), fc.string({ minLength: 1 })), { minLength: 1 })
    fc.assert(
      fc.property(facts, (given) => {
        const merged = given.reduce<AppProfile>(
          (profile, [confidence, value]) => mergeProfile(profile, { locale: fact(value, confidence) }),
          {},
        )
        const best = order.find((confidence) => given.some(([one]) => one === confidence))
        assert.deepEqual(merged.locale, fact(given.findLast(([one]) => one === best)?.[1] ?? '', best))
      }),
    )
  })

  it('[P12] a program has one name however it is written, and its version with it', () => {
    const { application, version } = mergeProfile(
      {},
      { application: fact('Profanity 0.13.1', 'declared', 'disco#info') },
    )
    assert.equal(application?.value, 'Profanity')
    assert.deepEqual([version?.value, version?.source], ['0.13.1', 'disco#info'])
  })

  it('[P12] brings along what is known of the program, as assumed, which anything said beats', () => {
    assert.deepEqual(irssi.files, fact('no', 'assumed', 'known of irssi'))
    assert.deepEqual(mergeProfile(irssi, { files: fact('yes') }).files, fact('yes'))
    const said = mergeProfile({ files: fact('yes', 'observed') }, { application: fact('irssi') })
    assert.equal(said.files?.value, 'yes')
    assert.equal(irssi.longtext, undefined)
  })

  it('[P12] what is known of a program goes with it', () => {
    const other = mergeProfile(irssi, { application: fact('Unheard Of') })
    assert.deepEqual([other.files, other.device], [undefined, undefined])
    const reactions = (version: string) =>
      mergeProfile({}, { application: fact('Dino'), version: fact(version) }).reactions?.value
    assert.deepEqual([reactions('0.3.1'), reactions('0.4.2'), reactions('1.0')], [undefined, 'yes', 'yes'])
  })

  it('[P12] with another program, what is of the person stays and what the earlier one said goes', () => {
    const person = { account: fact('anna_m'), locale: fact('de'), os: fact('Linux', 'elicited') }
    const kept = withoutProgram(mergeProfile(irssi, { ...person, secure: fact('TLS', 'observed') }))
    assert.deepEqual(kept, person)
  })

  it('[P12] is told with source, age and confidence; unknown is said as unknown', () => {
    const profile = mergeProfile(irssi, { timeZone: fact('+02:00', 'declared', 'entity time') })
    const rows = describeProfile(profile, { now: at + 120_000, identified: true })
    assert.deepEqual(rows.slice(0, 5), [
      ['Program', 'irssi 1.4.3', 'declared 2 min ago (CTCP VERSION)'],
      ['System', 'unknown', ''],
      ['Device', 'terminal', 'assumed 2 min ago (known of irssi)'],
      ['Language', 'unknown', ''],
      ['Time zone', '+02:00', 'declared 2 min ago (entity time)'],
    ])
    assert.deepEqual(rows.slice(5), [
      ['Can', 'formatting', 'assumed 2 min ago (known of irssi)'],
      ['Cannot', 'files, edits, replies, reactions, threads', 'assumed 2 min ago (known of irssi)'],
      ['Not known', 'whether it can: typing, longtext'],
    ])
  })

  it('[P12] says where a program cannot be known, and where it is not known yet', () => {
    const program = (view: Partial<Parameters<typeof describeProfile>[1]>) =>
      describeProfile({}, { now: at, identified: true, ...view })[0]
    assert.deepEqual(program({}), ['Program', 'unknown', 'it did not say'])
    assert.deepEqual(program({ identified: false }), ['Program', 'not known yet', 'it is being asked'])
    assert.deepEqual(program({ silentNetwork: 'Acme' }), [
      'Program',
      'unknown',
      'Acme tells nobody; a question can ask',
    ])
  })

  it('[P12] what strangers say of themselves cannot break the table', () => {
    const profile = { application: fact('a\nb\u0000c'.repeat(40)), os: fact('x\r\ny') }
    for (const row of describeProfile(profile, { now: at, identified: true })) {
      for (const cell of row) assert.match(cell, /^[^\p{Cc}]{0,130}$/u)
    }
  })

  it('[F12] shared is what the customer surely can, the network carries and the agent may use', () => {
    const yes = fact('yes')
    const profile = { files: yes, edits: yes, typing: fact('no') }
    assert.deepEqual(sharedFeatures({ profile }, features, ['*']), ['files', 'edits'])
    assert.deepEqual(sharedFeatures({ profile }, features, ['edits', 'typing']), ['edits'])
    assert.deepEqual(sharedFeatures({ profile }, ['files'], ['*']), ['files'])
    assert.deepEqual(sharedFeatures({ profile: {} }, features, ['*']), [])
    assert.deepEqual(sharedFeatures({ profile: {}, used: ['replies'] }, features, ['*']), ['replies'])
  })
})
