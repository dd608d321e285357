import { type ConditionNode, operandsOf, pathOf, textOf } from './condition-node.ts'
import type { RuleInputs } from './rule-inputs.ts'

/** A test that must hold for the whole condition to hold: the input at `path` is exactly `value`. */
export interface Equality {
  readonly path: string
  readonly value: string
}

const indexable = /^(network\.(id|type)|contact|(app|answers)\..+)$/s

/** The equality tests that are joined by `&&` at the top of a condition. */
export function equalitiesOf(node: ConditionNode): readonly Equality[] {
  const operands = operandsOf(node)
  if (!operands) return []
  if (node.op === '&&') return operands.flatMap(equalitiesOf)
  if (node.op !== '==') return []
  const [left, right] = operands
  const path = pathOf(left) ?? pathOf(right)
  const value = textOf(right) ?? textOf(left)
  return path !== undefined && value !== undefined && indexable.test(path) ? [{ path, value }] : []
}

/** The text that an indexable path stands for; an answer not given is the empty text, as in the condition itself. */
export function valueAt(inputs: RuleInputs, path: string): string {
  if (path === 'contact') return inputs.contact
  const dot = path.indexOf('.')
  const field = path.slice(dot + 1)
  const fields: Readonly<Record<string, unknown>> = inputs[path.slice(0, dot) as 'network' | 'app' | 'answers']
  const value = Object.hasOwn(fields, field) ? fields[field] : ''
  return typeof value === 'string' ? value : ''
}
