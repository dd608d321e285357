/** The value below which that share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** What something costs at one size of the whole. */
export interface Point {
  readonly size: number
  readonly cost: number
}

/** The exponent e of the curve `cost = c * size^e` that fits best: 0 does not grow, 1 grows as the size. */
export function fittedExponent(points: readonly Point[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(logs.map((log) => log.x)), mean(logs.map((log) => log.y))]
  const over = logs.reduce((sum, log) => sum + (log.x - x) * (log.y - y), 0)
  const under = logs.reduce((sum, log) => sum + (log.x - x) ** 2, 0)
  return over / under
}

/** The exponent that a cost in proportion to the logarithm of the size has between the first of these sizes and the last. */
export function logarithmicExponent(points: readonly Point[]): number {
  const logs = points.map(({ size }) => Math.log(size))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  return Math.log(most / least) / (most - least)
}

/** Three significant digits, for people. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
