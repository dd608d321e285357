import type { RichNode } from '../core/message/message.ts'

/** The text of a tree: quotes begin with `> `, list items with `- ` or their number, a link is followed by its address. */
export function richToText(nodes: readonly RichNode[]): string {
  return lines(nodes)
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '')
}

function lines(nodes: readonly RichNode[]): string {
  return nodes.map(textOf).join('')
}

function textOf(node: RichNode): string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'break':
      return '\n'
    case 'styled':
    case 'colored':
      return lines(node.children)
    case 'link':
      return linkText(node.url, lines(node.children))
    case 'block':
      return asBlock(node.block === 'quote' ? prefixed(lines(node.children), '> ', '> ') : lines(node.children))
    case 'list':
      return asBlock(node.items.map((item, n) => itemText(lines(item), node.ordered ? `${n + 1}. ` : '- ')).join('\n'))
  }
}

function asBlock(text: string): string {
  return `\n${text.replace(/^\n+|\n+$/g, '')}\n`
}

function itemText(text: string, bullet: string): string {
  return prefixed(text, bullet, ' '.repeat(bullet.length))
}

function prefixed(text: string, first: string, rest: string): string {
  const trimmed = text.replace(/^\n+|\n+$/g, '')
  return first + trimmed.replaceAll('\n', `\n${rest}`)
}

function linkText(url: string, text: string): string {
  const isShown = text === '' || text === url || `mailto:${text}` === url
  return isShown ? text || url : `${text} (${url})`
}
