/** Anybody can fill what we keep of people: beyond `most` the oldest goes. */
export function dropOldest(kept: Map<unknown, unknown> | Set<unknown>, most: number): void {
  if (kept.size <= most) return
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}
