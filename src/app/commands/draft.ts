import type { ListPlace } from '../../core/commands/command.ts'
import type { RuleSet, StoredRuleSet } from '../../core/routing/rule-set.ts'
import { isStoreConflict, StoreError } from '../../ports/store-error.ts'
import type { Answer, Asked } from './asked.ts'

export type Changed = { readonly ok: true; readonly rules: RuleSet } | { readonly ok: false; readonly problem: Answer }

export interface DraftChange {
  /** The rules after the change, or why there is none. */
  readonly change: (rules: RuleSet) => Changed
  readonly answer: (rules: RuleSet) => DraftAnswer
}

/** What is said of the draft once the change is in it. */
export interface DraftAnswer {
  /** What happened, in a sentence or two. */
  readonly text: string
  /** What to look at, each a line of its own. */
  readonly remarks?: readonly string[]
}

const attemptsAllowed = 10
const nextSteps = ' Next: rule check · rule diff · rule publish "reason"'

/** The draft, or what it would be made from. */
export async function draftOrPublished({ app }: Pick<Asked, 'app'>): Promise<StoredRuleSet> {
  return (await app.store.ruleSets.draft()) ?? app.store.ruleSets.published()
}

/**
 * Changes the draft, made from the published rules when there is none. The event that changed it last stands in the draft,
 * so that the same event never changes it twice. Whoever else changes it at the same time is waited for.
 */
export async function changeDraft(asked: Asked, { change, answer }: DraftChange): Promise<Answer> {
  const { ruleSets } = asked.app.store
  for (let attempt = 1; ; attempt += 1) {
    const draft = await ruleSets.draft()
    if (draft?.reason === asked.eventId) return draftAnswer(answer(draft.rules), false)
    const changed = change((draft ?? (await ruleSets.published())).rules)
    if (!changed.ok) return changed.problem
    try {
      const draftOf = { rules: changed.rules, author: asked.person, reason: asked.eventId }
      const saved = await ruleSets.saveDraft(draftOf, { version: draft?.version ?? 0, at: draft?.at ?? 0 })
      return draftAnswer(answer(saved.rules), draft === undefined)
    } catch (error) {
      if (!isStoreConflict(error) && !isSecondDraft(error)) throw error
      if (attempt === attemptsAllowed) return 'Not done: somebody else is changing the draft at this moment. Try again.'
    }
  }
}

/** What comes next is told once, when the draft begins. */
function draftAnswer({ text, remarks = [] }: DraftAnswer, isFirst: boolean): string {
  return [`${text} Not live yet.${isFirst ? nextSteps : ''}`, ...remarks].join('\n')
}

/** Both found no draft and made one; the database keeps the first. */
function isSecondDraft(error: unknown): boolean {
  return (
    error instanceof StoreError && error.failure.kind === 'refused' && error.failure.constraint === 'rule_set_one_draft'
  )
}

export function refused(problem: Answer): Changed {
  return { ok: false, problem }
}

export function changed(rules: RuleSet): Changed {
  return { ok: true, rules }
}

/** The list with the element at `from`, which counts from 0, at the place `to` instead; undefined when there is no such place. */
export function moved<T>(list: readonly T[], from: number, to: ListPlace): readonly T[] | undefined {
  const place = placeIn(list, to)
  if (place > list.length) return undefined
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, place - 1), ...list.slice(from, from + 1), ...rest.slice(place - 1)]
}

/** From 1. */
export function placeIn({ length }: readonly unknown[], to: ListPlace): number {
  return to === 'last' ? length : to
}

export function noSuchPlace({ length }: readonly unknown[], what: string): Changed {
  const there =
    length === 1 ? `there is only one ${what}` : `there are ${length} ${what}s, so its place is from 1 to ${length}`
  return refused(`Not moved: ${there}.`)
}
