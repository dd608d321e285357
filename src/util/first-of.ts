/** The first `count` of `items` in the order of `compare`, sorted. One pass: for many items and a small count. */
export function firstOf<T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): readonly T[] {
  const first: T[] = []
  for (const item of items) take(first, item, count, compare)
  return first
}

/** The same of lists that are sorted each: of a list nothing is looked at behind the first that is not among them. */
export function firstOfSorted<T>(
  lists: Iterable<readonly T[]>,
  count: number,
  compare: (a: T, b: T) => number,
): readonly T[] {
  const first: T[] = []
  for (const list of lists) {
    for (const item of list) if (!take(first, item, count, compare)) break
  }
  return first
}

/** Whether the item is among the first so far. */
function take<T>(first: T[], item: T, count: number, compare: (a: T, b: T) => number): boolean {
  const last = first.at(-1)
  if (first.length >= count && (last === undefined || compare(last, item) <= 0)) return false
  const place = first.findIndex((other) => compare(item, other) < 0)
  first.splice(place < 0 ? first.length : place, 0, item)
  if (first.length > count) first.pop()
  return true
}
