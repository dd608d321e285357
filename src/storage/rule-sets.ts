import type { RuleSet, StoredRuleSet } from '../core/routing/rule-set.ts'
import type { NewRuleSet, RuleSets } from '../ports/rule-sets.ts'
import { StoreError } from '../ports/store-error.ts'
import { run, sql } from './build.ts'
import type { Asking } from './statement.ts'
import type { StoreContext } from './store-context.ts'
import { toStoredJson, toStoredText } from './stored-text.ts'
import { inTransaction, type Transaction } from './transaction.ts'

interface RuleSetRow {
  readonly version: number
  readonly status: StoredRuleSet['status']
  readonly author: string
  readonly reason: string
  readonly at: number
  readonly body: string
}

const nothingPublished: StoredRuleSet = {
  version: 0,
  status: 'published',
  author: '',
  reason: '',
  at: 0,
  rules: { queues: [], questions: [], rules: [] },
}

export function ruleSets(context: StoreContext): RuleSets {
  const { database } = context
  const change = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inTransaction(database, undefined, context.wake, (tx) => {
      tx.notifies.add('rules')
      return work(tx)
    })
  return {
    published: async () => (await find(database, { status: 'published' })) ?? nothingPublished,
    draft: () => find(database, { status: 'draft' }),
    version: async (version) => (version === 0 ? nothingPublished : find(database, { version })),
    async history(limit) {
      const query = sql('rule_set')
        .select('*')
        .orderBy(['at', 'version'].map((column) => ({ column, order: 'desc' })))
      return (await run<RuleSetRow>(database, query.limit(limit))).map(toRuleSet)
    },
    saveDraft: (rules, seen) => change((tx) => saveDraft(tx, columnsOf(rules, context.now()), seen)),
    publishDraft: (version, author, reason) =>
      change((tx) => publishDraft(tx, version, { author, reason: toStoredText(reason), at: new Date(context.now()) })),
    publish: (rules) => change((tx) => publish(tx, columnsOf(rules, context.now()))),
    discardDraft: () =>
      change(
        async (tx) =>
          (await run(tx, sql('rule_set').where({ status: 'draft' }).delete().returning('version'))).length > 0,
      ),
  }
}

async function find(asking: Asking, where: Partial<RuleSetRow>): Promise<StoredRuleSet | undefined> {
  const [row] = await run<RuleSetRow>(asking, sql('rule_set').select('*').where(where))
  return row && toRuleSet(row)
}

type Columns = Readonly<Record<'author' | 'reason' | 'body', string>> & { readonly at: Date }

function columnsOf({ rules, author, reason }: NewRuleSet, now: number): Columns {
  return { author, reason: toStoredText(reason), body: toStoredJson(rules), at: new Date(now) }
}

async function saveDraft(
  tx: Transaction,
  columns: Columns,
  seen: Parameters<RuleSets['saveDraft']>[1],
): Promise<StoredRuleSet> {
  const [before] = await run<RuleSetRow>(tx, sql('rule_set').select('*').where({ status: 'draft' }).forUpdate())
  if (seen && ((before?.version ?? 0) !== seen.version || (before?.at ?? 0) !== seen.at)) throw draftChanged()
  const query = before
    ? sql('rule_set')
        .where({ version: before.version })
        .update({ ...columns, at: later(columns.at, before.at) })
    : sql('rule_set').insert({ ...columns, status: 'draft' })
  return only(await run<RuleSetRow>(tx, query.returning('*')))
}

/** So that two changes within a millisecond are told apart. */
function later(at: Date, before: number): Date {
  return new Date(Math.max(at.getTime(), before + 1))
}

async function publishDraft(tx: Transaction, version: number, columns: Omit<Columns, 'body'>): Promise<StoredRuleSet> {
  await retirePublished(tx)
  const query = sql('rule_set')
    .where({ version, status: 'draft' })
    .update({ ...columns, status: 'published' })
  const rows = await run<RuleSetRow>(tx, query.returning('*'))
  if (rows.length === 0) throw new StoreError({ kind: 'refused', text: `there is no draft with version ${version}` })
  return only(rows)
}

async function publish(tx: Transaction, columns: Columns): Promise<StoredRuleSet> {
  await retirePublished(tx)
  const query = sql('rule_set').insert({ ...columns, status: 'published' })
  const published = only(await run<RuleSetRow>(tx, query.returning('*')))
  await run(
    tx,
    sql('rule_set')
      .where({ status: 'draft' })
      .update({ version: sql.raw('DEFAULT') }),
  )
  return published
}

async function retirePublished(tx: Transaction): Promise<void> {
  await run(tx, sql('rule_set').where({ status: 'published' }).update({ status: 'retired' }))
}

function only(rows: readonly RuleSetRow[]): StoredRuleSet {
  const [row] = rows
  if (!row) throw draftChanged()
  return toRuleSet(row)
}

function draftChanged(): StoreError {
  return new StoreError({ kind: 'conflict', text: 'the draft was changed meanwhile' })
}

function toRuleSet({ body, ...row }: RuleSetRow): StoredRuleSet {
  return { ...row, rules: JSON.parse(body) as RuleSet }
}
