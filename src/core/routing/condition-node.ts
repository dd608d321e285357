/** What we use of a parsed condition: one node of its tree. `pos` is where a field's own name begins. */
export interface ConditionNode {
  readonly op: string
  readonly args: unknown
  readonly pos: number
  readonly start: number
  readonly end: number
}

/** A call: `name(…)` when there is no receiver. */
export interface ConditionCall {
  readonly name: string
  readonly receiver?: ConditionNode
  readonly parameters: readonly ConditionNode[]
}

export function isNode(value: unknown): value is ConditionNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** The nodes directly below. */
export function childrenOf({ args }: ConditionNode): readonly ConditionNode[] {
  if (isNode(args)) return [args]
  return Array.isArray(args) ? args.flat(2).filter(isNode) : []
}

export function callOf({ op, args }: ConditionNode): ConditionCall | undefined {
  if (!Array.isArray(args)) return undefined
  if (op === 'call') return { name: args[0], parameters: args[1] }
  return op === 'rcall' ? { name: args[0], receiver: args[1], parameters: args[2] } : undefined
}

/** The value of a text written out in the condition. */
export function textOf({ op, args }: ConditionNode): string | undefined {
  return op === 'value' && typeof args === 'string' ? args : undefined
}

/** `contact`, `network.type`, `answers.topic`; `answers["topic"]` is the same. Undefined for everything else. */
export function pathOf(node: ConditionNode): string | undefined {
  if (node.op === 'id') return String(node.args)
  if ((node.op !== '.' && node.op !== '[]') || !Array.isArray(node.args)) return undefined
  const [input, field] = node.args
  if (!isNode(input) || input.op !== 'id') return undefined
  const name = node.op === '.' ? field : textOf(field)
  return typeof name === 'string' ? `${String(input.args)}.${name}` : undefined
}

/** The operands of a comparison or of `&&` and `||`. */
export function operandsOf({ args }: ConditionNode): readonly [ConditionNode, ConditionNode] | undefined {
  if (!Array.isArray(args)) return undefined
  const [left, right] = args
  return args.length === 2 && isNode(left) && isNode(right) ? [left, right] : undefined
}
