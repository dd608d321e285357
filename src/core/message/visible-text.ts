import type { RichNode } from './message.ts'

/** What of a formatted text is seen, without its formatting; each block and list item begins a line of its own. */
export function visibleText(nodes: readonly RichNode[]): string {
  return nodes
    .map(textOf)
    .join('')
    .replace(/\n{2,}/g, '\n')
    .replace(/^\n|\n$/g, '')
}

function textOf(node: RichNode): string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'break':
      return '\n'
    case 'styled':
    case 'colored':
    case 'link':
      return node.children.map(textOf).join('')
    case 'block':
      return `\n${node.children.map(textOf).join('')}\n`
    case 'list':
      return node.items.map((item) => `\n${item.map(textOf).join('')}\n`).join('')
  }
}
