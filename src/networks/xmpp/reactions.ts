import type { RemoteMessageId } from '../../core/ids.ts'

/** What stands under one message: ours and theirs apart, because each side says all of its own each time (XEP-0444). */
export interface Reacted {
  readonly target: RemoteMessageId
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
}

/** Of each chat: they are kept beside it, over restarts. */
const mostMessages = 12

/** The set of one side for a message becomes `keys`. */
export function withReactions(
  all: readonly Reacted[],
  target: RemoteMessageId,
  side: 'ours' | 'theirs',
  keys: readonly string[],
): readonly Reacted[] {
  const changed = { ...reactionsTo(all, target), [side]: keys }
  const others = all.filter((one) => one.target !== target)
  const isEmpty = changed.ours.length === 0 && changed.theirs.length === 0
  return [...others, ...(isEmpty ? [] : [changed])].slice(-mostMessages)
}

export function reactionsTo(all: readonly Reacted[], target: RemoteMessageId): Reacted {
  return all.find((one) => one.target === target) ?? { target, ours: [], theirs: [] }
}

/** What changed from one set to the next. */
export function differences(before: readonly string[], after: readonly string[]) {
  return [
    ...before.filter((key) => !after.includes(key)).map((key) => ({ key, removed: true })),
    ...after.filter((key) => !before.includes(key)).map((key) => ({ key, removed: false })),
  ]
}

/** From what was kept; anything else is left out. */
export function readReacted(kept: unknown): readonly Reacted[] {
  return Array.isArray(kept) ? kept.filter(isReacted).slice(-mostMessages) : []
}

function isReacted(value: unknown): value is Reacted {
  if (typeof value !== 'object' || value === null) return false
  const { target, ours, theirs } = value as Record<string, unknown>
  return typeof target === 'string' && [ours, theirs].every(isTexts)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
