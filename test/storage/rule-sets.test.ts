import assert from 'node:assert/strict'
import type { RuleSet } from '../../src/core/routing/rule-set.ts'
import { isStoreConflict, StoreError } from '../../src/ports/store-error.ts'
import { sampleQueue } from '../support/rule-samples.ts'
import type { TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

const rules = (name: string): RuleSet => ({ queues: [sampleQueue(name)], questions: [], rules: [] })
const by = (name: string) => ({ rules: rules(name), author: '@eve:example', reason: `because of ${name}` })

describe('rule sets', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  it('begin with the empty version 0', async () => {
    const { ruleSets } = store
    assert.equal((await ruleSets.published()).version, 0)
    assert.deepEqual((await ruleSets.version(0))?.rules, { queues: [], questions: [], rules: [] })
    assert.equal(await ruleSets.draft(), undefined)
    assert.deepEqual(await ruleSets.history(10), [])
  })

  it('keep one draft, which is replaced under its version', async () => {
    const { ruleSets } = store
    const first = await ruleSets.saveDraft(by('a'))
    const second = await ruleSets.saveDraft(by('b'), first)
    assert.equal(second.version, first.version)
    assert.deepEqual((await ruleSets.draft())?.rules, rules('b'))
    assert.equal((await ruleSets.published()).version, 0)
    assert.equal(await ruleSets.discardDraft(), true)
    assert.equal(await ruleSets.discardDraft(), false)
  })

  it('refuse to replace a draft that was changed since it was seen', async () => {
    const { ruleSets } = store
    const seen = await ruleSets.saveDraft(by('a'))
    fixture.now += 1
    await ruleSets.saveDraft(by('b'), seen)
    await assert.rejects(ruleSets.saveDraft(by('c'), seen), isStoreConflict)
    await ruleSets.discardDraft()
    await assert.rejects(ruleSets.saveDraft(by('c'), seen), isStoreConflict)
  })

  it('keep one published; what was published before is retired', async () => {
    const { ruleSets } = store
    const a = await ruleSets.saveDraft(by('a'))
    await ruleSets.publishDraft(a.version, '@eve:example', 'go')
    fixture.now += 1
    const b = await ruleSets.saveDraft(by('b'))
    const live = await ruleSets.publishDraft(b.version, '@eve:example', 'go on')
    assert.deepEqual([live.status, live.reason], ['published', 'go on'])
    fixture.now += 1
    const back = await ruleSets.publish(by('a'))
    assert.deepEqual(await ruleSets.published(), back)
    const history = await ruleSets.history(10)
    assert.deepEqual(
      history.map(({ version, status }) => [version, status]),
      [
        [back.version, 'published'],
        [b.version, 'retired'],
        [a.version, 'retired'],
      ],
    )
    await assert.rejects(
      ruleSets.publishDraft(b.version, '@eve:example', 'again'),
      (error) => error instanceof StoreError && error.failure.kind === 'refused',
    )
  })

  it('number a draft after what is published beside it', async () => {
    const { ruleSets } = store
    const draft = await ruleSets.saveDraft(by('a'))
    const live = await ruleSets.publish(by('b'))
    const renumbered = await ruleSets.draft()
    assert(renumbered && renumbered.version > live.version)
    assert.deepEqual(renumbered.rules, rules('a'))
    await assert.rejects(ruleSets.saveDraft(by('c'), draft), isStoreConflict)
    assert.equal((await ruleSets.saveDraft(by('c'), renumbered)).version, renumbered.version)
  })

  it('never have two published or two drafts, whoever writes at the same time', async () => {
    const other = fixture.another('two')
    const published = await Promise.allSettled(
      [store, other].flatMap(({ ruleSets }) => [ruleSets.publish(by('a')), ruleSets.publish(by('b'))]),
    )
    assert(published.every((result) => result.status === 'fulfilled' || isStoreConflict(result.reason)))
    const live = await store.sql(`SELECT version FROM rule_set WHERE status = 'published'`)
    assert.equal(live.length, 1)
    await store.ruleSets.saveDraft(by('c'))
    const insert = (status: string) =>
      store.sql(`INSERT INTO rule_set (status, author, reason, body) VALUES ('${status}', '', '', '{}')`)
    await assert.rejects(insert('draft'), /rule_set_one_draft/)
    await assert.rejects(insert('published'), /rule_set_one_published/)
  })
})
