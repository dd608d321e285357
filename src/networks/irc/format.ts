import type { Message, RichNode } from '../../core/message/message.ts'
import { plain, type Run, type Style, type StyledLine } from './style.ts'

const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g

/** The lines of a message as IRC shows them. Nothing in them is a control character; empty lines are left out. */
export function toLines(message: Message): readonly StyledLine[] {
  const page = new Page()
  printNodes(page, message.rich ?? [{ type: 'text', text: message.text }], plain)
  return page.lines.filter((line) => line.some((run) => run.text.trim() !== ''))
}

/** Lines under construction. A prefix such as `> ` begins every line of a block. */
class Page {
  readonly lines: Run[][] = [[]]
  #prefixes: readonly string[] = []

  write(text: string, style: Style): void {
    const [first = '', ...others] = text.split('\n')
    this.#append(first, style)
    for (const line of others) {
      this.breakLine()
      this.#append(line, style)
    }
  }

  breakLine(): void {
    this.lines.push([])
  }

  /** Begins a line unless nothing has been written into this one yet. */
  startLine(): void {
    if ((this.lines.at(-1)?.length ?? 0) > 0) this.breakLine()
  }

  indented(prefix: string, print: () => void): void {
    this.startLine()
    const before = this.#prefixes
    this.#prefixes = [...before, prefix]
    print()
    this.#prefixes = before
    this.startLine()
  }

  #append(text: string, style: Style): void {
    const line = this.lines.at(-1)
    if (text === '' || !line) return
    const prefix = this.#prefixes.join('')
    if (line.length === 0 && prefix !== '') line.push({ text: prefix, style: plain })
    line.push({ text, style })
  }
}

function printNodes(page: Page, nodes: readonly RichNode[], style: Style): void {
  for (const node of nodes) printNode(page, node, style)
}

function printNode(page: Page, node: RichNode, style: Style): void {
  switch (node.type) {
    case 'text':
      page.write(node.text.replaceAll('\t', '  ').replace(/\r\n?/g, '\n').replace(controls, ''), style)
      break
    case 'break':
      page.breakLine()
      break
    case 'styled':
      printNodes(page, node.children, { ...style, [node.style]: true })
      break
    case 'colored':
      printNodes(page, node.children, { ...style, ...coloursOf(node) })
      break
    case 'link':
      printLink(page, node, style)
      break
    case 'block':
      printBlock(page, node, style)
      break
    case 'list':
      printList(page, node, style)
      break
  }
}

function coloursOf({ color, background }: Extract<RichNode, { type: 'colored' }>): Style {
  return { ...(color === undefined ? {} : { color }), ...(background === undefined ? {} : { background }) }
}

function printLink(page: Page, { url, children }: Extract<RichNode, { type: 'link' }>, style: Style): void {
  printNodes(page, children, style)
  if (plainText(children) !== url) printNode(page, { type: 'text', text: ` (${url})` }, style)
}

function printBlock(page: Page, { block, children }: Extract<RichNode, { type: 'block' }>, style: Style): void {
  if (block === 'quote') {
    page.indented('> ', () => printNodes(page, children, style))
    return
  }
  const look: Style = block === 'heading' ? { ...style, bold: true } : style
  page.indented('', () => printNodes(page, children, block === 'preformatted' ? { ...look, code: true } : look))
}

function printList(page: Page, { ordered, items }: Extract<RichNode, { type: 'list' }>, style: Style): void {
  items.forEach((item, index) => {
    page.startLine()
    page.write(ordered ? `${index + 1}. ` : '- ', style)
    printNodes(page, item, style)
    page.startLine()
  })
}

function plainText(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) => (node.type === 'text' ? node.text : 'children' in node ? plainText(node.children) : ''))
    .join('')
}
