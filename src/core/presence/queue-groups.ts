import type { Queue } from '../routing/rule-set.ts'

/** Stands for all queues wherever a group can be named. */
export const allQueues = 'all'

type Grouped = Pick<Queue, 'name' | 'group'>

/** A line of the tree: a group, or a queue in the group that was named last above it. */
export type TreeLine<Q extends Grouped> = { readonly group: string } | { readonly queue: Q }

/** The queues of a group and of all groups that stand in it: those of `vienna` are those of `vienna/support` too (F11). */
export function queuesWithin<Q extends Grouped>(queues: readonly Q[], group: string): readonly Q[] {
  if (group === allQueues) return queues
  return queues.filter((queue) => waysIn(queue).includes(group))
}

/** Every group there is, be there queues in itself or only in groups within it; outer ones before those in them. */
export function queueGroups(queues: readonly Grouped[]): readonly string[] {
  return [...new Set(queues.flatMap(waysIn))]
}

/** Queues of no group first, then each group directly above its queues, and those above the groups in it. */
export function queueTree<Q extends Grouped>(queues: readonly Q[]): readonly TreeLine<Q>[] {
  const groups = queueGroups(queues)
  const within = (group: string | undefined): readonly TreeLine<Q>[] => [
    ...(group === undefined ? [] : [{ group }]),
    ...queues.filter((queue) => queue.group === group).map((queue) => ({ queue })),
    ...groups.filter((inner) => outerOf(inner) === group).flatMap(within),
  ]
  return within(undefined)
}

/** `vienna` and `vienna/support` for a queue in `vienna/support`. */
function waysIn({ group }: Grouped): readonly string[] {
  if (group === undefined) return []
  const names = group.split('/')
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}

function outerOf(group: string): string | undefined {
  const end = group.lastIndexOf('/')
  return end < 0 ? undefined : group.slice(0, end)
}
