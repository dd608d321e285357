import { refuse } from './method.ts'
import type { Block } from './workspace.ts'

type Json = Readonly<Record<string, unknown>>

const mostBlocks = 50
const elementsOf = (block: Json) => (Array.isArray(block['elements']) ? (block['elements'] as readonly Json[]) : [])
const textIn = (value: unknown) => (value as { readonly text?: string } | undefined)?.text ?? ''

/** Refuses what Slack's Block Kit refuses, of the kinds of blocks we use. */
export function checkBlocks(value: unknown, most = mostBlocks): readonly Block[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > most) return refuse('invalid_blocks')
  for (const block of value as readonly Json[]) if (!isFine(block)) refuse('invalid_blocks')
  return value as readonly Block[]
}

function isFine(block: Json): boolean {
  switch (block['type']) {
    case 'rich_text':
      return elementsOf(block).length > 0 && elementsOf(block).every(isFineRichText)
    case 'section':
      return isBetween(textIn(block['text']), 3000)
    case 'header':
      return isBetween(textIn(block['text']), 150)
    case 'actions':
      return elementsOf(block).length > 0 && elementsOf(block).length <= 25 && elementsOf(block).every(isFineElement)
    case 'context':
      return elementsOf(block).length > 0 && elementsOf(block).length <= 10
    case 'divider':
      return true
    default:
      return false
  }
}

function isBetween(text: string, most: number): boolean {
  return text.length > 0 && text.length <= most
}

function isFineRichText(element: Json): boolean {
  const known = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']
  const children = elementsOf(element)
  if (!known.includes(String(element['type']))) return false
  if (element['type'] === 'rich_text_list') return children.every(isFineRichText)
  return children.length > 0 && children.every(isFineInline)
}

function isFineInline(element: Json): boolean {
  if (element['type'] === 'text') return String(element['text']).length > 0
  return element['type'] !== 'link' || /^[a-z][a-z0-9+.-]*:/i.test(String(element['url']))
}

function isFineElement(element: Json): boolean {
  const { type, value = 'x', options = [] } = element as { type: string; value?: string; options?: readonly Json[] }
  if (type === 'button') return isBetween(textIn(element['text']), 75) && isBetween(value, 2000)
  if (type !== 'static_select') return false
  const isFineOption = (option: Json) =>
    isBetween(textIn(option['text']), 75) && isBetween(String(option['value']), 150)
  return options.length > 0 && options.length <= 100 && options.every(isFineOption)
}
