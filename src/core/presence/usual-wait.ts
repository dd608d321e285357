/** So many past waits are needed before an estimate is better than none. */
const samplesNeeded = 3
/** Nobody is promised less than this. */
const leastMs = 30_000

/** How long people have had to wait lately: the median of these waits in ms; undefined without a basis. */
export function usualWait(recentWaits: readonly number[]): number | undefined {
  if (recentWaits.length < samplesNeeded) return undefined
  const waits = [...recentWaits].sort((a, b) => a - b)
  return Math.max(waits[Math.floor(waits.length / 2)] ?? 0, leastMs)
}
