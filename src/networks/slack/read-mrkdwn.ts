import type { RichNode } from '../../core/message/message.ts'
import { emojiNamed } from './emoji.ts'
import { linesOf, linkTo, type Names } from './read-rich-text.ts'

const token = /<([^<>\n]{1,4000})>|:([a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?):/g
const references: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

export function unescapeText(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (found) => references[found] ?? found)
}

/** Slack's markup as a tree, as far as it hides something: links, names, emoji. Marks such as `*` stay what they are. */
export function readMrkdwn(text: string, names: Names): readonly RichNode[] {
  const nodes: RichNode[] = []
  let done = 0
  for (const { 0: found, 1: inner, 2: name, index } of text.matchAll(token)) {
    nodes.push(...linesOf(unescapeText(text.slice(done, index))))
    nodes.push(...(inner === undefined ? emojiFor(name ?? '', found) : readToken(inner, names)))
    done = index + found.length
  }
  return merged([...nodes, ...linesOf(unescapeText(text.slice(done)))])
}

/** Times such as 10:30:15 look like names. */
function emojiFor(name: string, found: string): readonly RichNode[] {
  const emoji = emojiNamed(name)
  return [{ type: 'text', text: emoji === `:${name}:` ? found : emoji }]
}

function readToken(inner: string, { nameOf }: Names): readonly RichNode[] {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? '' : unescapeText(inner.slice(bar + 1))
  const text = (words: string): readonly RichNode[] => [{ type: 'text', text: words }]
  if (target.startsWith('@')) return text(`@${nameOf(target.slice(1))}`)
  if (target.startsWith('#')) return text(`#${label || 'channel'}`)
  if (target.startsWith('!')) return text(specialOf(target.slice(1), label))
  return linkTo(unescapeText(target), label)
}

function specialOf(what: string, label: string): string {
  if (what.startsWith('date^')) return label || 'a date'
  if (what.startsWith('subteam^')) return label || '@group'
  return `@${label || what}`
}

function merged(nodes: readonly RichNode[]): readonly RichNode[] {
  return nodes.reduce<RichNode[]>((all, node) => {
    const before = all.at(-1)
    if (before?.type === 'text' && node.type === 'text')
      all.splice(-1, 1, { type: 'text', text: before.text + node.text })
    else all.push(node)
    return all
  }, [])
}
