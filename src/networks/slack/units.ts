import type { Message, RichNode, RichStyle } from '../../core/message/message.ts'
import { withoutEnd } from '../../util/without-end.ts'

export interface InlineStyle {
  readonly bold?: true
  readonly italic?: true
  readonly strike?: true
  readonly code?: true
}

/** A run of text of one look. `url`: it is a link. */
export interface Inline {
  readonly text: string
  readonly style: InlineStyle
  readonly url?: string
}

/** Something that stands on lines of its own. `number`: of an item of a numbered list. */
export interface Unit {
  readonly kind: 'section' | 'quote' | 'preformatted' | 'item'
  readonly indent: number
  readonly number?: number
  readonly inlines: readonly Inline[]
}

const styles: Partial<Record<RichStyle, InlineStyle>> = {
  bold: { bold: true },
  italic: { italic: true },
  strike: { strike: true },
  code: { code: true },
}
const mostIndent = 8
/** What people can follow without harm; anything else stays text. */
const safeUrl = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"|]+$/i
const urlInText = /https?:\/\/[^\s<>"|]+/gi
const trailing = '.,;:!?\'")]}*_~'
/** Control characters but line feed and tab; line separators of other worlds. */
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g

interface Place {
  readonly kind: Unit['kind']
  readonly indent: number
  readonly number?: number
  readonly style: InlineStyle
}

const plain: Place = { kind: 'section', indent: 0, style: {} }

/** A message as Slack will show it, without any markup: what a person typed cannot become some. */
export function toUnits({ kind, text, rich }: Message): readonly Unit[] {
  const nodes: readonly RichNode[] = rich ?? [{ type: 'text', text }]
  const builder = new UnitBuilder()
  builder.addAll(nodes, kind === 'emote' ? { ...plain, style: { italic: true } } : plain)
  return builder.end()
}

/** Collects inlines until a unit ends. */
class UnitBuilder {
  readonly #units: Unit[] = []
  #inlines: Inline[] = []
  #place: Place = plain

  addAll(nodes: readonly RichNode[], place: Place): void {
    for (const node of nodes) this.#add(node, place)
  }

  end(): readonly Unit[] {
    this.#flush()
    return this.#units
  }

  #add(node: RichNode, place: Place): void {
    switch (node.type) {
      case 'text':
        this.#text(node.text, place)
        break
      case 'break':
        this.#text('\n', place)
        break
      case 'styled':
        this.addAll(node.children, { ...place, style: { ...place.style, ...styles[node.style] } })
        break
      case 'colored':
        this.addAll(node.children, place)
        break
      case 'link':
        this.#link(node, place)
        break
      case 'block':
        this.#block(node, place)
        break
      case 'list':
        this.#list(node, place)
        break
    }
  }

  #block({ block, children }: Extract<RichNode, { type: 'block' }>, place: Place): void {
    this.#flush()
    const inner: Place = block === 'heading' ? { ...place, style: { ...place.style, bold: true } } : place
    const isKind = place.kind === 'section' && (block === 'quote' || block === 'preformatted')
    this.addAll(children, isKind ? { ...inner, kind: block } : inner)
    this.#flush()
  }

  #list({ ordered, items }: Extract<RichNode, { type: 'list' }>, place: Place): void {
    this.#flush()
    const indent = place.kind === 'item' ? Math.min(mostIndent, place.indent + 1) : 0
    for (const [index, item] of items.entries()) {
      this.addAll(item, { kind: 'item', indent, style: place.style, ...(ordered ? { number: index + 1 } : {}) })
      this.#flush()
    }
  }

  #link({ url, children }: Extract<RichNode, { type: 'link' }>, place: Place): void {
    const label = visible(children)
    // A label that looks like another address would hide where it leads.
    const isHonest = label.trim() !== '' && !/https?:\/\//i.test(label)
    if (safeUrl.test(url)) this.#push({ text: isHonest ? label : url, style: place.style, url }, place)
    else this.addAll(children, place)
  }

  #text(text: string, place: Place): void {
    const clean = cleanText(text)
    let done = 0
    for (const { 0: found, index } of place.kind === 'preformatted' ? [] : clean.matchAll(urlInText)) {
      const url = withoutEnd(found, trailing)
      this.#push({ text: clean.slice(done, index), style: place.style }, place)
      this.#push({ text: url, style: place.style, url }, place)
      done = index + url.length
    }
    this.#push({ text: clean.slice(done), style: place.style }, place)
  }

  #push(inline: Inline, place: Place): void {
    const now = this.#place
    if (now.kind !== place.kind || now.indent !== place.indent || now.number !== place.number) this.#flush()
    this.#place = place
    if (inline.text !== '') this.#inlines.push(inline)
  }

  #flush(): void {
    const { kind, indent, number } = this.#place
    const inlines = trimmed(this.#inlines)
    this.#inlines = []
    if (inlines.length > 0) this.#units.push({ kind, indent, ...(number === undefined ? {} : { number }), inlines })
  }
}

export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(controls, '').toWellFormed()
}

function visible(nodes: readonly RichNode[]): string {
  const builder = new UnitBuilder()
  builder.addAll(nodes, { ...plain, kind: 'preformatted' })
  return builder
    .end()
    .flatMap(({ inlines }) => inlines.map(({ text }) => text))
    .join('')
}

/** Without line ends at its ends, where lines end anyway. */
function trimmed(inlines: readonly Inline[]): readonly Inline[] {
  const left = [...inlines]
  const cutEnd = (index: number, cut: (text: string) => string) => {
    const inline = left.at(index)
    if (!inline) return false
    const text = cut(inline.text)
    if (text === inline.text) return false
    left.splice(index, 1, ...(text === '' ? [] : [{ ...inline, text }]))
    return text === ''
  }
  while (cutEnd(0, (text) => text.replace(/^\n+/, ''))) {}
  while (cutEnd(-1, (text) => withoutEnd(text, '\n'))) {}
  return left
}
