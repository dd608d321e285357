import type { RichNode, RichStyle } from '../../core/message/message.ts'
import { emojiNamed } from './emoji.ts'
import { type Json, listOf, objectOf, textOf } from './json.ts'

/** How people and groups that a text names are called. */
export interface Names {
  readonly nameOf: (user: string) => string
}

const mostNodes = 5000
const deepest = 10
const styles: readonly RichStyle[] = ['bold', 'italic', 'underline', 'strike', 'code']
const linkable = /^(?:https?|mailto|tel):[^\s<>"]+$/i

/** Slack's rich text as a tree. Undefined where there is none in the blocks, or what we do not understand. */
export function readRichText(blocks: unknown, names: Names): readonly RichNode[] | undefined {
  const rich = listOf(blocks).filter(({ type }) => type === 'rich_text')
  if (rich.length === 0) return undefined
  const reader = new Reader(names)
  const nodes = rich.flatMap(({ elements }) => reader.blocks(elements))
  return nodes.length === 0 || reader.isTooMuch ? undefined : nodes
}

class Reader {
  readonly #names: Names
  #count = 0

  constructor(names: Names) {
    this.#names = names
  }

  get isTooMuch(): boolean {
    return this.#count > mostNodes
  }

  blocks(elements: unknown): readonly RichNode[] {
    const blocks: RichNode[] = []
    // Each indented part of a list is a list of its own; it hangs on the item before it.
    for (const element of listOf(elements)) {
      const inner = listOf(element['elements'])
      if (element['type'] === 'rich_text_list')
        addList(
          blocks,
          element,
          inner.map((item) => this.#inlines(item['elements'])),
        )
      else if (element['type'] === 'rich_text_quote')
        blocks.push({ type: 'block', block: 'quote', children: this.#inlines(inner) })
      else if (element['type'] === 'rich_text_preformatted')
        blocks.push({ type: 'block', block: 'preformatted', children: this.#inlines(inner) })
      else blocks.push(...this.#inlines(inner))
    }
    return blocks
  }

  #inlines(elements: unknown): readonly RichNode[] {
    return listOf(elements).flatMap((element) => {
      if (++this.#count > mostNodes) return []
      const nodes = this.#inline(element)
      const wanted = objectOf(element['style'])
      return styles
        .filter((style) => wanted[style] === true)
        .reduceRight<readonly RichNode[]>((children, style) => [{ type: 'styled', style, children }], nodes)
    })
  }

  #inline(element: Json): readonly RichNode[] {
    const text = textOf(element['text'])
    switch (element['type']) {
      case 'text':
        return linesOf(text)
      case 'link':
        return linkTo(textOf(element['url']), text)
      case 'emoji':
        return [{ type: 'text', text: emojiOf(element) }]
      case 'user':
        return [{ type: 'text', text: `@${this.#names.nameOf(textOf(element['user_id']))}` }]
      case 'broadcast':
        return [{ type: 'text', text: `@${textOf(element['range'])}` }]
      case 'usergroup':
        return [{ type: 'text', text: '@group' }]
      case 'channel':
        return [{ type: 'text', text: '#channel' }]
      case 'color':
        return [{ type: 'text', text: textOf(element['value']) }]
      case 'date':
        return [{ type: 'text', text: textOf(element['fallback']) || dateOf(element['timestamp']) }]
      default:
        return linesOf(text)
    }
  }
}

function addList(blocks: RichNode[], element: Json, items: readonly (readonly RichNode[])[]): void {
  const list: RichNode = { type: 'list', ordered: element['style'] === 'ordered', items }
  const indent = Math.min(deepest, Number(element['indent']) || 0)
  const before = blocks.at(-1)
  if (indent > 0 && before?.type === 'list') blocks.splice(-1, 1, hung(before, list, indent))
  else blocks.push(list)
}

type List = Extract<RichNode, { type: 'list' }>

function hung(outer: List, inner: List, indent: number): List {
  const last = outer.items.at(-1) ?? []
  const end = last.at(-1)
  const item: readonly RichNode[] =
    indent > 1 && end?.type === 'list' ? [...last.slice(0, -1), hung(end, inner, indent - 1)] : [...last, inner]
  return { ...outer, items: [...outer.items.slice(0, -1), item] }
}

export function linesOf(text: string): readonly RichNode[] {
  return text
    .split('\n')
    .flatMap<RichNode>((line, index) => [
      ...(index > 0 ? [{ type: 'break' } as const] : []),
      ...(line === '' ? [] : [{ type: 'text', text: line } as const]),
    ])
}

export function linkTo(url: string, label: string): readonly RichNode[] {
  const text = label === '' ? url : label
  if (!linkable.test(url)) return [{ type: 'text', text: label === '' || label === url ? url : `${label} (${url})` }]
  return [{ type: 'link', url, children: [{ type: 'text', text }] }]
}

/** Slack sends the code points with the name, except for emoji of the workspace's own. */
function emojiOf(element: Json): string {
  const points = textOf(element['unicode'])
  const isReal = /^[0-9a-f]{2,6}(?:-[0-9a-f]{2,6}){0,12}$/i.test(points)
  const codes = points.split('-').map((code) => Number.parseInt(code, 16))
  if (!isReal || codes.some((code) => code > 0x10ffff)) return emojiNamed(textOf(element['name']))
  return String.fromCodePoint(...codes).toWellFormed()
}

function dateOf(timestamp: unknown): string {
  const ms = Number(timestamp) * 1000
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : ''
}
