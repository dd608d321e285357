import type { RichNode, RichStyle } from '../core/message/message.ts'
import { cleanText } from './clean-text.ts'
import { isSafeUrl } from './safe-url.ts'

const styleTags: Readonly<Record<RichStyle, string>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 'del',
  code: 'code',
}
const blockTags = { paragraph: 'p', quote: 'blockquote', heading: 'h4', preformatted: 'pre' } as const
const colorForm = /^#[0-9a-f]{6}$/i
const deepest = 50

/**
 * A tree as `org.matrix.custom.html`. Every character that people wrote is escaped; tags and attributes come from here
 * alone. Levels below 50 are left out; the plain body has them.
 */
export function richToHtml(nodes: readonly RichNode[]): string {
  return render(nodes, { depth: 0, isPreformatted: false })
}

interface Place {
  readonly depth: number
  readonly isPreformatted: boolean
}

function render(nodes: readonly RichNode[], place: Place): string {
  if (place.depth > deepest) return ''
  return nodes.map((node) => renderNode(node, place)).join('')
}

function renderNode(node: RichNode, place: Place): string {
  const inner = (nodes: readonly RichNode[], isPreformatted = place.isPreformatted) =>
    render(nodes, { depth: place.depth + 1, isPreformatted })
  switch (node.type) {
    case 'text':
      return place.isPreformatted ? escapeHtml(node.text) : escapeHtml(node.text).replaceAll('\n', '<br>')
    case 'break':
      return place.isPreformatted ? '\n' : '<br>'
    case 'styled':
      return wrap(styleTags[node.style], inner(node.children))
    case 'colored':
      return `<span${colorAttributes(node)}>${inner(node.children)}</span>`
    case 'link':
      return isSafeUrl(node.url)
        ? `<a href="${escapeHtml(node.url)}">${inner(node.children)}</a>`
        : inner(node.children)
    case 'block':
      return renderBlock(node.block, inner(node.children, place.isPreformatted || node.block === 'preformatted'))
    case 'list':
      return wrap(node.ordered ? 'ol' : 'ul', node.items.map((item) => wrap('li', inner(item))).join(''))
  }
}

function renderBlock(block: keyof typeof blockTags, inner: string): string {
  return wrap(blockTags[block], block === 'preformatted' ? wrap('code', inner) : inner)
}

function wrap(tag: string, inner: string): string {
  return `<${tag}>${inner}</${tag}>`
}

function colorAttributes({ color, background }: { color?: string; background?: string }): string {
  const foreground = color !== undefined && colorForm.test(color) ? ` data-mx-color="${color}"` : ''
  return background !== undefined && colorForm.test(background)
    ? `${foreground} data-mx-bg-color="${background}"`
    : foreground
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')
}
