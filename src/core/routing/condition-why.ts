import { oneLine } from '../text/one-line.ts'
import { type ConditionNode, callOf, operandsOf, pathOf, textOf } from './condition-node.ts'

/** What a part of the condition is worth, and how it is written. Both may be undefined when it cannot be told. */
export interface PartReader {
  value(node: ConditionNode): unknown
  text(node: ConditionNode): string
  /** What is known of a feature of the customer's program: `yes`, `no`, or empty. */
  feature(name: string): string
}

const mostShown = 60
/** Nothing in it to make safe: the usual case, and asked for every rule of every placement. */
const plain = /^[!-~](?:[ -~]{0,58}[!-~])?$/

/** Why a condition does not hold, in words: the first part of an `&&` that failed, all parts of an `||`. */
export function whyFalse(node: ConditionNode, parts: PartReader): string {
  const operands = operandsOf(node)
  if (node.op === '&&' && operands) {
    const failed = parts.value(operands[0]) === true ? operands[1] : operands[0]
    return whyFalse(failed, parts)
  }
  if (node.op === '||' && operands) return operands.map((operand) => whyFalse(operand, parts)).join(', ')
  if (node.op === '!_') return `${parts.text(node.args as ConditionNode)} is true`
  return whyPartFalse(node, parts)
}

const negations: Readonly<Record<string, string>> = {
  contains: 'does not contain',
  startsWith: 'does not start with',
  endsWith: 'does not end with',
  search: 'does not match',
}

function whyPartFalse(node: ConditionNode, parts: PartReader): string {
  const operands = operandsOf(node)
  if (operands && /^(==|!=|<|<=|>|>=|in)$/.test(node.op)) return whyComparisonFalse(operands, parts)
  const call = callOf(node)
  const feature = call?.name === 'can' ? call.parameters[0] && textOf(call.parameters[0]) : undefined
  if (feature !== undefined)
    return parts.feature(feature) === 'no'
      ? `the app cannot do ${feature}`
      : `whether the app can do ${feature} is unknown`
  if (call?.receiver && Object.hasOwn(negations, call.name)) {
    const [wanted] = call.parameters
    return `${parts.text(call.receiver)} ${negations[call.name]} ${wanted ? parts.text(wanted) : ''}`
  }
  if (pathOf(node) === 'app.known') return 'the app is unknown'
  return `${parts.text(node)} is false`
}

/** Names the side that is not written out in the condition, with its value. */
function whyComparisonFalse([left, right]: readonly [ConditionNode, ConditionNode], parts: PartReader): string {
  const told = left.op === 'value' ? right : left
  const value = parts.value(told)
  return `${parts.text(told)} is ${isUnknown(told, value) ? 'unknown' : shown(value)}`
}

/** Of the app an empty fact is one that nobody told. */
function isUnknown(node: ConditionNode, value: unknown): boolean {
  const isOfApp = pathOf(node)?.startsWith('app.') === true
  return isOfApp && (value === '' || value === 0n)
}

function shown(value: unknown): string {
  if (value === undefined) return 'not known'
  if (value === '') return 'empty'
  if (typeof value === 'object') return 'not a single value'
  const text = `${value as string | bigint | boolean}`
  return plain.test(text) ? text : oneLine(text, mostShown)
}
