import { childOf, childrenOf, type Element, element, textOf } from './element.ts'
import { ns } from './namespaces.ts'

/**
 * The body without the part that is there only for programs that do not know the extension `what` (XEP-0428), and that
 * part. Positions count code points; a range that lies outside is none.
 */
export function splitFallback(stanza: Element, what: string): { readonly body: string; readonly fallback: string } {
  const body = textOf(childOf(stanza, 'body', ns.component))
  const mark = childrenOf(stanza).find(
    ({ name, ns: uri, attrs }) => name === 'fallback' && uri === ns.fallback && attrs['for'] === what,
  )
  const range = mark && childOf(mark, 'body', ns.fallback)
  if (!range) return { body, fallback: '' }
  const points = [...body]
  const [start, end] = [positionOf(range.attrs['start'], 0), positionOf(range.attrs['end'], points.length)]
  if (!(start < end && end <= points.length)) return { body, fallback: '' }
  return {
    body: [...points.slice(0, start), ...points.slice(end)].join(''),
    fallback: points.slice(start, end).join(''),
  }
}

function positionOf(text: string | undefined, absent: number): number {
  if (text === undefined) return absent
  return /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN
}

/** Says that the first characters of the body, or with `undefined` all of it, stand in for the extension `what`. */
export function fallbackMark(what: string, characters?: string): Element {
  const end = characters === undefined ? undefined : `${[...characters].length}`
  const body = element('body', ns.fallback, end === undefined ? {} : { start: '0', end })
  return element('fallback', ns.fallback, { for: what }, body)
}
