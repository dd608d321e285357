/** What a suite's process tells run-tests.ts. The last message counts. */
export interface SuiteReport {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly loadError?: string
  readonly keptAliveBy?: readonly string[]
}
