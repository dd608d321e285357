import type { Block, Post } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

/** What a person reads of a message: its blocks, or its text where it has none. */
export function shownText(post: Pick<Post, 'text' | 'blocks'>): string {
  return post.blocks.length === 0 ? shownMrkdwn(post.text) : shownBlocks(post.blocks)
}

export function shownBlocks(blocks: readonly Json[]): string {
  return blocks.map(shownBlock).filter(Boolean).join('\n')
}

/** Slack's markup as it reads. What pings people, or hides an address, is shown in angle brackets: nobody types that. */
export function shownMrkdwn(text: string): string {
  return text
    .replace(/<([^<>]+)>/g, (_, inner: string) => {
      const [target = '', label] = inner.split('|')
      if (/^[@!#]/.test(target)) return `⟨${target}⟩`
      return label === undefined || label === target ? target : `${label} ⟨${target}⟩`
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

function shownBlock(block: Json): string {
  switch (block['type']) {
    case 'rich_text':
      return listOf(block['elements']).map(shownRich).join('\n')
    case 'section':
    case 'header':
      return shownTextObject(block['text'])
    case 'context':
      return listOf(block['elements']).map(shownTextObject).join(' ')
    default:
      return ''
  }
}

function shownTextObject(value: unknown): string {
  const { type, text = '' } = (value ?? {}) as { readonly type?: string; readonly text?: string }
  return type === 'mrkdwn' ? shownMrkdwn(text) : text
}

function shownRich(element: Json): string {
  const children = listOf(element['elements'])
  if (element['type'] === 'rich_text_list') {
    const mark = (index: number) => (element['style'] === 'ordered' ? `${index + 1}. ` : '• ')
    return children.map((item, index) => `${mark(index)}${shownRich(item)}`).join('\n')
  }
  const text = children.map(shownInline).join('')
  return element['type'] === 'rich_text_quote' ? text.replace(/^/gm, '> ') : text
}

function shownInline(element: Json): string {
  const { type, text, url } = element as { readonly type: string; readonly text?: string; readonly url?: string }
  if (type === 'text') return text ?? ''
  if (type === 'link') return text === undefined || text === url ? (url ?? '') : `${text} ⟨${url}⟩`
  return `⟨${type}⟩`
}

export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** A button or an entry of a menu that can be pressed. */
export interface Control {
  readonly label: string
  readonly block: Block
  readonly element: Json
  readonly option?: Json
}

export function controlsOf(blocks: readonly Block[]): readonly Control[] {
  return blocks
    .filter(({ type }) => type === 'actions')
    .flatMap((block) => listOf(block['elements']).flatMap((element) => controlsIn(block, element)))
}

function controlsIn(block: Block, element: Json): readonly Control[] {
  const labelOf = (json: Json) => shownTextObject(json['text'])
  if (element['type'] === 'button') return [{ label: labelOf(element), block, element }]
  return listOf(element['options']).map((option) => ({ label: labelOf(option), block, element, option }))
}
