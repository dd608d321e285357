import { Parser } from 'htmlparser2'
import type { RichNode, RichStyle } from '../core/message/message.ts'
import { cleanText } from './clean-text.ts'
import { isSafeUrl } from './safe-url.ts'
import { tidy } from './tidy-rich.ts'

const deepest = 20
const mostNodes = 2000

const styles: Readonly<Record<string, RichStyle>> = {
  b: 'bold',
  strong: 'bold',
  th: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  tt: 'code',
}
const blocks: Readonly<Record<string, Extract<RichNode, { type: 'block' }>['block']>> = {
  p: 'paragraph',
  div: 'paragraph',
  tr: 'paragraph',
  details: 'paragraph',
  summary: 'paragraph',
  blockquote: 'quote',
  pre: 'preformatted',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  h5: 'heading',
  h6: 'heading',
}
/** Their content is not text for people. `mx-reply` quotes the answered event, with the Matrix id of its author. */
const skipped = new Set(['mx-reply', 'script', 'style', 'head', 'title', 'template', 'svg', 'math', 'iframe', 'object'])

/** An element that is being read. */
interface Open {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: RichNode[]
  readonly items: RichNode[][]
}

/**
 * The formatted body of a Matrix event (`org.matrix.custom.html`) as a tree. Whatever the subset of the specification does
 * not know loses its tag and keeps its text; levels below 20 and nodes beyond 2,000 are dropped. Links to Matrix ids stay:
 * commands read them, and the core keeps them from customers.
 */
export function htmlToRich(html: string): readonly RichNode[] {
  const root: Open = { tag: '', attributes: {}, children: [], items: [] }
  const stack = [root]
  const state = { nodes: 0, skip: 0, pre: 0 }
  const top = () => stack[Math.min(stack.length - 1, deepest)] ?? root

  function add(node: RichNode): void {
    state.nodes += 1
    if (state.nodes <= mostNodes) top().children.push(node)
  }

  function opened(tag: string, attributes: Record<string, string>): void {
    if (tag === 'pre') state.pre += 1
    if (skipped.has(tag) || state.skip > 0) state.skip += 1
    else if (tag === 'br') add({ type: 'break' })
    else if (tag === 'hr') add({ type: 'block', block: 'paragraph', children: [{ type: 'text', text: '———' }] })
    else if (tag === 'img') addText(attributes['alt'] ?? attributes['title'] ?? '')
    stack.push({ tag, attributes, children: [], items: [] })
  }

  function addText(text: string): void {
    if (state.skip > 0 || text === '') return
    const clean = cleanText(text)
    add({ type: 'text', text: state.pre > 0 ? clean : clean.replace(/[ \t\n\f]+/g, ' ') })
  }

  function closed(): void {
    const done = stack.length > 1 ? stack.pop() : undefined
    if (done === undefined) return
    if (done.tag === 'pre') state.pre -= 1
    if (state.skip > 0) state.skip -= 1
    else if (stack.length <= deepest) close(done, top())
  }

  const parser = new Parser(
    { onopentag: opened, ontext: addText, onclosetag: closed },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.write(html)
  parser.end()
  return tidy(root.children)
}

function close(done: Open, parent: Open): void {
  if (done.tag === 'li') {
    parent.items.push(done.children)
    return
  }
  const isList = done.tag === 'ul' || done.tag === 'ol'
  if (isList && done.items.length > 0)
    parent.children.push({ type: 'list', ordered: done.tag === 'ol', items: done.items })
  // Items of what is no list, and the text between the items of one that is.
  if (!isList) done.children.push(...done.items.flat())
  if (done.children.length > 0 && !(isList && done.items.length > 0)) parent.children.push(...nodesOf(done))
}

function nodesOf({ tag, attributes, children }: Open): readonly RichNode[] {
  const block = Object.hasOwn(blocks, tag) ? blocks[tag] : undefined
  if (block !== undefined) return [{ type: 'block', block, children }]
  const style = Object.hasOwn(styles, tag) ? styles[tag] : undefined
  if (style !== undefined) return [{ type: 'styled', style, children }]
  if (tag === 'a') return linkOf(attributes['href'] ?? '', children)
  if (tag === 'span' || tag === 'font') return coloredOf(attributes, children)
  if (tag === 'td') return [...children, { type: 'text', text: ' ' }]
  return children
}

function linkOf(url: string, children: readonly RichNode[]): readonly RichNode[] {
  return isSafeUrl(url) ? [{ type: 'link', url, children }] : children
}

function coloredOf(attributes: Readonly<Record<string, string>>, children: readonly RichNode[]): readonly RichNode[] {
  const color = colorOf(attributes['data-mx-color'] ?? attributes['color'])
  const background = colorOf(attributes['data-mx-bg-color'])
  if (color === undefined && background === undefined) return children
  return [
    {
      type: 'colored',
      ...(color !== undefined && { color }),
      ...(background !== undefined && { background }),
      children,
    },
  ]
}

function colorOf(value: string | undefined): string | undefined {
  return value !== undefined && /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : undefined
}
