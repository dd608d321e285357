export interface StepResult {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
  readonly budgetSeconds: number
  /** What it printed. */
  readonly output: string
}

export function sumUp(results: readonly StepResult[]): { readonly passed: number; readonly failed: number } {
  return results.reduce((sum, result) => ({ passed: sum.passed + result.passed, failed: sum.failed + result.failed }), {
    passed: 0,
    failed: 0,
  })
}

/** What several processes counted and printed, one after the other. */
export function joinResults(
  results: readonly StepResult[],
): Pick<StepResult, 'passed' | 'failed' | 'skipped' | 'output'> {
  return {
    ...sumUp(results),
    skipped: results.reduce((sum, { skipped }) => sum + skipped, 0),
    output: results.map(({ output }) => output.trimEnd()).join('\n'),
  }
}

/** One line per step: counts, and the time beside its budget. */
export function formatSummary(results: readonly StepResult[]): string {
  const line = ({ name, passed, failed, skipped, seconds, budgetSeconds }: StepResult) => {
    const counts = [
      `${passed} passed`,
      ...(failed > 0 ? [`${failed} FAILED`] : []),
      ...(skipped > 0 ? [`${skipped} SKIPPED`] : []),
    ]
    const over = seconds > budgetSeconds ? '  OVER BUDGET' : ''
    return `  ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s of ${budgetSeconds} s  ${counts.join(', ')}${over}`
  }
  return results.map(line).join('\n')
}
