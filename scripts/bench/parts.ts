import { ceiling } from './ceiling.ts'
import type { Part } from './report.ts'

/** In the order in which they run. */
export const parts: readonly Part[] = [ceiling]
