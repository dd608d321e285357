import { type ConditionNode, callOf, childrenOf, operandsOf, pathOf, textOf } from './condition-node.ts'

/** A name that a condition mentions, and where. */
export interface Mention {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** A comparison of an input with a text written out. */
export interface Comparison extends Mention {
  readonly path: string
}

/** The queues or teams asked for by `queue("name")`, `team("name")`. */
export function askedFor(kind: 'queue' | 'team', node: ConditionNode): readonly Mention[] {
  const call = callOf(node)
  const [name] = call && !call.receiver && call.name === kind ? call.parameters : []
  const text = name && textOf(name)
  const own = name && text !== undefined ? [{ name: text, start: name.start, end: name.end }] : []
  return [...own, ...childrenOf(node).flatMap((child) => askedFor(kind, child))]
}

/** The answers read, as `answers.topic` or `answers["topic"]`. */
export function answersReadIn(node: ConditionNode): readonly Mention[] {
  const path = pathOf(node)
  if (path?.startsWith('answers.')) {
    const start = node.op === '.' ? node.pos : node.start
    return [{ name: path.slice('answers.'.length), start, end: node.end }]
  }
  return childrenOf(node).flatMap(answersReadIn)
}

/** What `==`, `!=` and `in [ … ]` compare inputs with. */
export function comparisonsIn(node: ConditionNode): readonly Comparison[] {
  const operands = operandsOf(node)
  const own = operands && /^(==|!=|in)$/.test(node.op) ? comparisonsOf(operands) : []
  return [...own, ...childrenOf(node).flatMap(comparisonsIn)]
}

function comparisonsOf([left, right]: readonly [ConditionNode, ConditionNode]): readonly Comparison[] {
  const path = pathOf(left) ?? pathOf(right)
  if (path === undefined) return []
  return [left, right, ...childrenOf(right)].flatMap((node) => {
    const name = textOf(node)
    return name === undefined ? [] : [{ path, name, start: node.start, end: node.end }]
  })
}
