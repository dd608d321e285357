import type { Condition } from './cel.ts'
import type { Equality } from './condition-equalities.ts'
import { type ConditionNode, operandsOf } from './condition-node.ts'

/**
 * The index of an earlier rule that matches whenever the one at `index` does, so that this one is never reached. Found
 * are: one that always matches, the same condition, and one that asks for nothing but equalities which this one asks for
 * too. Rules that do not compile are undefined.
 */
export function shadowOf(rules: readonly (Condition | undefined)[], index: number): number | undefined {
  const rule = rules[index]
  if (!rule) return undefined
  const own = new Set(rule.equalities.map(keyOf))
  const found = rules.slice(0, index).findIndex((earlier) => {
    if (!earlier) return false
    if (earlier.canonical === 'true' || earlier.canonical === rule.canonical) return true
    const { equalities, root } = earlier
    return (
      equalities.length > 0 && equalities.length === countTerms(root) && equalities.every((one) => own.has(keyOf(one)))
    )
  })
  return found < 0 ? undefined : found
}

/** Two equality tests that cannot both hold: such a rule never matches. */
export function contradictionIn({ equalities }: Condition): readonly [Equality, Equality] | undefined {
  for (const first of equalities) {
    const second = equalities.find(({ path, value }) => path === first.path && value !== first.value)
    if (second) return [first, second]
  }
  return undefined
}

function keyOf({ path, value }: Equality): string {
  return `${path}=${value}`
}

/** How many tests are joined by `&&` at the top. */
function countTerms(node: ConditionNode): number {
  const operands = node.op === '&&' ? operandsOf(node) : undefined
  return operands ? countTerms(operands[0]) + countTerms(operands[1]) : 1
}
