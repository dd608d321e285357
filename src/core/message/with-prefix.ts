import type { Message, RichNode } from './message.ts'

/** The message with a few words before its own: at the beginning of its first line that is no quote of others. */
export function withPrefix(message: Message, prefix: string): Message {
  const text = `${prefix}${message.text}`
  if (!message.rich) return { ...message, text }
  const words: RichNode = { type: 'text', text: prefix }
  const rich = before(message.rich, words, false) ?? before(message.rich, words, true) ?? [words, ...message.rich]
  return { ...message, text, rich }
}

/** Undefined where there is no line to begin. */
function before(nodes: readonly RichNode[], words: RichNode, intoQuotes: boolean): readonly RichNode[] | undefined {
  for (const [index, node] of nodes.entries()) {
    const begun = beginning(node, words, intoQuotes)
    if (begun) return nodes.toSpliced(index, 1, ...begun)
  }
  return undefined
}

function beginning(node: RichNode, words: RichNode, intoQuotes: boolean): readonly RichNode[] | undefined {
  switch (node.type) {
    case 'text':
      return [words, node]
    case 'break':
      return undefined
    case 'list': {
      const [first = [], ...others] = node.items
      const item = before(first, words, intoQuotes)
      return item && [{ ...node, items: [item, ...others] }]
    }
    case 'block': {
      const children = node.block === 'quote' && !intoQuotes ? undefined : before(node.children, words, intoQuotes)
      return children && [{ ...node, children }]
    }
    case 'styled':
    case 'colored':
    case 'link': {
      // The name is written plainly, but a block within would begin a line of its own behind it.
      if (!node.children.some(beginsLine)) return [words, node]
      const children = before(node.children, words, intoQuotes)
      return children && [{ ...node, children }]
    }
  }
}

function beginsLine(node: RichNode): boolean {
  if (node.type === 'block' || node.type === 'list') return true
  return 'children' in node && node.children.some(beginsLine)
}
