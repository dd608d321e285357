import type { Message, RichNode } from '../message/message.ts'
import { beginningOf, withoutEscape } from './bang.ts'

/** The message as the customer is to see it: in every line that begins with "!!" one of the two is gone. */
export function unescapeMessage(message: Message): Message {
  const text = message.text.split('\n').map(withoutEscape).join('\n')
  if (!message.rich) return { ...message, text }
  return { ...message, text, rich: unescapeNodes(message.rich, { isLineStart: true }) }
}

interface Walk {
  isLineStart: boolean
}

function unescapeNodes(nodes: readonly RichNode[], walk: Walk): readonly RichNode[] {
  return nodes.map((node) => unescapeNode(node, walk))
}

function unescapeNode(node: RichNode, walk: Walk): RichNode {
  switch (node.type) {
    case 'text':
      return { ...node, text: unescapeText(node.text, walk) }
    case 'break':
      walk.isLineStart = true
      return node
    case 'styled':
    case 'colored':
    case 'link':
      return { ...node, children: unescapeNodes(node.children, walk) }
    case 'block':
      return { ...node, children: onOwnLine(walk, () => unescapeNodes(node.children, walk)) }
    case 'list':
      return { ...node, items: node.items.map((item) => onOwnLine(walk, () => unescapeNodes(item, walk))) }
  }
}

function onOwnLine<Result>(walk: Walk, inside: () => Result): Result {
  walk.isLineStart = true
  const result = inside()
  walk.isLineStart = true
  return result
}

function unescapeText(text: string, walk: Walk): string {
  const lines = text.split('\n').map((line, index) => {
    if (index > 0) walk.isLineStart = true
    const unescaped = walk.isLineStart && beginningOf(line).kind === 'escaped' ? withoutEscape(line) : line
    if (line.trim() !== '') walk.isLineStart = false
    return unescaped
  })
  return lines.join('\n')
}
