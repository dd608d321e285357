import type { Message, RichNode, RichStyle } from '../../core/message/message.ts'
import { withoutEnd } from '../../util/without-end.ts'
import { cutText } from './cut-text.ts'

/** The marks of XEP-0393; what it has none for stays plain. */
const marks: Partial<Record<RichStyle, string>> = { bold: '*', italic: '_', strike: '~', code: '`' }

/** The texts of a message as XMPP shows them, each at most `longest` bytes; none when there is nothing to say. */
export function toBodies(message: Message, longest: number): readonly string[] {
  const text = message.rich ? printNodes(message.rich) : message.text
  const clean = text.replace(/\r\n?/g, '\n').replace(/\n{3,}/g, '\n\n')
  const pieces = cutText(clean.trim(), longest - 4)
  return message.kind === 'emote' ? pieces.map((piece) => `/me ${piece}`) : pieces
}

function printNodes(nodes: readonly RichNode[]): string {
  return nodes.reduce((before, node) => join(before, node), '')
}

/** Blocks and lists stand on lines of their own. */
function join(before: string, node: RichNode): string {
  const text = printNode(node)
  if (node.type !== 'block' && node.type !== 'list') return before + text
  return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${text}\n`
}

function printNode(node: RichNode): string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'break':
      return '\n'
    case 'styled':
      return printStyled(node.style, printNodes(node.children))
    case 'colored':
      return printNodes(node.children)
    case 'link': {
      const text = printNodes(node.children)
      return text === node.url ? text : `${text} (${node.url})`
    }
    case 'block':
      return printBlock(node.block, printNodes(node.children))
    case 'list':
      return node.items
        .map((item, index) => `${node.ordered ? `${index + 1}.` : '-'} ${printNodes(item).trim()}`)
        .join('\n')
  }
}

/** A span ends on its line and touches its text (XEP-0393 5.2), so the spaces at its ends stay outside. */
function printStyled(style: RichStyle, text: string): string {
  const mark = marks[style]
  if (mark === undefined) return text
  const around = (line: string) => {
    const middle = line.trim()
    const start = line.length - line.trimStart().length
    return middle === '' ? line : `${line.slice(0, start)}${mark}${middle}${mark}${line.slice(start + middle.length)}`
  }
  return text.split('\n').map(around).join('\n')
}

function printBlock(block: Extract<RichNode, { type: 'block' }>['block'], text: string): string {
  const trimmed = withoutEnd(text, '\n')
  switch (block) {
    case 'quote':
      return trimmed
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')
    case 'preformatted':
      return `\`\`\`\n${trimmed}\n\`\`\``
    case 'heading':
      return printStyled('bold', trimmed)
    case 'paragraph':
      return trimmed
  }
}
