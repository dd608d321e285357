import type { QueueName } from '../ids.ts'
import { type ConditionNode, operandsOf, pathOf, textOf } from '../routing/condition-node.ts'
import { missingDefault, type PreparedRules } from '../routing/rule-index.ts'
import type { NetworkName } from './agent-standing.ts'

/** Where people write to: what the conditions of rules can know of them before they have written. */
export interface ContactPlace {
  readonly contact: string
  readonly network: NetworkName
}

/**
 * The queues that conversations of this contact may come to: those of the rules that can match there, in their order, down
 * to the first that matches whatever else is known, or else the default. Empty when the rules lead nowhere.
 */
export function queuesOfContact({ rules, fallback }: PreparedRules, place: ContactPlace): readonly QueueName[] {
  const queues = new Set<QueueName>()
  for (const { condition, result } of rules) {
    if (!condition || condition.equalities.some(({ path, value }) => (known(place, path) ?? value) !== value)) continue
    queues.add(result.queue)
    if (isCertain(condition.root, place)) return [...queues]
  }
  if (fallback !== missingDefault) queues.add(fallback.queue)
  return [...queues]
}

function known({ contact, network }: ContactPlace, path: string): string | undefined {
  if (path === 'contact') return contact
  if (path === 'network.id') return network.id
  return path === 'network.type' ? network.type : undefined
}

/** Holds there for everybody: `true`, or equalities with what is known of the place, joined by `&&`. */
function isCertain(node: ConditionNode, place: ContactPlace): boolean {
  if (node.op === 'value') return node.args === true
  const operands = operandsOf(node)
  if (!operands) return false
  if (node.op === '&&') return operands.every((operand) => isCertain(operand, place))
  if (node.op !== '==') return false
  const [left, right] = operands
  const path = pathOf(left) ?? pathOf(right)
  const value = textOf(right) ?? textOf(left)
  return path !== undefined && value !== undefined && known(place, path) === value
}
