import { generated } from './generated.ts'
import { layers } from './layers.ts'
import { names } from './names.ts'
import { promises } from './promises.ts'
import { purity } from './purity.ts'
import { sizes } from './sizes.ts'
import type { Step } from './step.ts'
import { textRules } from './text-rules.ts'
import { format, lint, types, unused } from './tools.ts'

/** Slow ones first, so that two at a time end together. */
export const allSteps: readonly Step[] = [
  ...[types, layers, lint, unused, generated, format],
  ...[sizes, purity, promises, names, textRules],
]
