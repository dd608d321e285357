import { table } from '../../core/commands/tables.ts'
import type { RuleSet, StoredRuleSet } from '../../core/routing/rule-set.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { Answer, Asked, CarryOutNamed } from './asked.ts'
import { checkDraft } from './check-draft.ts'
import { draftOrPublished } from './draft.ts'
import { preformatted } from './preformatted.ts'
import { ruleDifferences } from './rule-differences.ts'

const mostShown = 20
const noDraft = 'There is no draft: nothing was changed since the last publication.'

export const checkRuleSet: CarryOutNamed<'rule check'> = async (asked) => {
  const { rules, status } = await draftOrPublished(asked)
  const { errors, warnings } = await checkDraft(asked.app, rules)
  const what = status === 'draft' ? 'The draft' : 'The published rules'
  const size = sizeOf(rules)
  if (errors.length + warnings.length === 0) {
    return `${what}: nothing to complain about (${size}).${status === 'draft' ? ' To make it live: rule publish "reason"' : ''}`
  }
  const title = status === 'draft' ? 'Must change before it can be published:' : 'Does not work:'
  const lines = [...part(title, errors), ...part('Look at:', warnings)]
  return preformatted([`${what} (${size})`, ...lines].join('\n'))
}

export const diffRules: CarryOutNamed<'rule diff'> = async ({ app }) => {
  const draft = await app.store.ruleSets.draft()
  if (!draft) return noDraft
  const published = await app.store.ruleSets.published()
  const lines = ruleDifferences(published.rules, draft.rules)
  if (lines.length === 0) return 'The draft is the same as what is published.'
  return preformatted(
    [`Publishing the draft would change (against rule set ${published.version}):`, ...lines].join('\n'),
  )
}

/** What was begun stands in the store first, so that a repeat after a crash sees that it was done. */
export const publishRules: CarryOutNamed<'rule publish'> = async (asked, { reason }) => {
  const { ruleSets } = asked.app.store
  const draft = await ruleSets.draft()
  const begun = await begunBefore(asked)
  if (begun && begun.version !== draft?.version) {
    const done = await ruleSets.version(begun.version)
    if (done) return live(asked, done)
  }
  if (!draft) return noDraft
  const { errors, warnings } = await checkDraft(asked.app, draft.rules)
  if (errors.length > 0) {
    return preformatted([...part('Not published:', errors), 'The published rules stay as they are.'].join('\n'))
  }
  await begin(asked, { version: draft.version })
  const published = await ruleSets.publishDraft(draft.version, asked.person, oneLine(reason, 300))
  return live(asked, published, warnings)
}

export const rollBackRules: CarryOutNamed<'rule rollback'> = async (asked, command) => {
  const { ruleSets } = asked.app.store
  const published = await ruleSets.published()
  const begun = await begunBefore(asked)
  if (begun && begun.from !== published.version) return live(asked, published)
  const target = await targetOf(asked, begun?.version ?? command.version, published)
  if (typeof target === 'string') return target
  await begin(asked, { version: target.version, from: published.version })
  const reason = `back to ${target.version}${command.reason === undefined ? '' : `: ${oneLine(command.reason, 300)}`}`
  return live(asked, await ruleSets.publish({ rules: target.rules, author: asked.person, reason }))
}

export const showHistory: CarryOutNamed<'rule history'> = async ({ app }) => {
  const sets = (await app.store.ruleSets.history(mostShown + 1)).filter(({ status }) => status !== 'draft')
  if (sets.length === 0) return 'Nothing was published yet. rule publish "reason" makes the draft live.'
  const rows = sets
    .slice(0, mostShown)
    .map(({ version, at, author, reason, status }) => [
      String(version),
      status === 'published' ? 'live' : '',
      `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      author,
      reason,
    ])
  return table(rows, ['VERSION', '', 'WHEN', 'BY', 'WHY'])
}

async function targetOf(
  { app }: Asked,
  version: number | undefined,
  published: StoredRuleSet,
): Promise<StoredRuleSet | string> {
  const { ruleSets } = app.store
  if (version === undefined) {
    const before = (await ruleSets.history(mostShown)).find(({ status }) => status === 'retired')
    return before ?? 'There is no earlier version to go back to.'
  }
  if (version === published.version) return `Rule set ${version} is the one that is live.`
  const found = version === 0 ? undefined : await ruleSets.version(version)
  if (!found) return `There is no rule set ${version}. "rule history" lists them.`
  return found.status === 'draft' ? `Rule set ${version} is the draft: rule publish "reason" makes it live.` : found
}

async function live(
  { app }: Asked,
  { version, rules, reason }: StoredRuleSet,
  warnings: readonly string[] = [],
): Promise<Answer> {
  await app.rules.refresh()
  const size = sizeOf(rules)
  const text = `Rule set ${version} is live: ${size} ("${reason}"). Those who wait already are not moved. To go back: rule rollback`
  return warnings.length === 0 ? text : preformatted([text, ...part('Look at:', warnings)].join('\n'))
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
}

function sizeOf({ rules, queues, questions }: RuleSet): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  return [count(rules.length, 'rule'), count(queues.length, 'queue'), count(questions.length, 'question')].join(', ')
}

interface Begun {
  readonly version: number
  /** What was live at that time. */
  readonly from?: number
}

function settingOf({ room }: Asked): string {
  return `publishing:${room}`
}

async function begin(asked: Asked, begun: Begun): Promise<void> {
  await asked.app.store.setSetting(settingOf(asked), JSON.stringify({ event: asked.eventId, ...begun }))
}

/** What this very event began to do, if it was carried out before. */
async function begunBefore(asked: Asked): Promise<Begun | undefined> {
  const stored = await asked.app.store.setting(settingOf(asked))
  const begun = stored === undefined ? undefined : (JSON.parse(stored) as Begun & { event: string })
  return begun?.event === asked.eventId ? begun : undefined
}
