import { withoutEnd } from '../../util/without-end.ts'
import { type IdPatterns, idPatterns } from './id-patterns.ts'
import type { Message, RichNode } from './message.ts'
import { visibleText } from './visible-text.ts'

/** What is read in the place of Matrix ids. */
export interface NamesForIds {
  /** The person with this id; `shown`: how the writer saw them called, else the beginning of the id. */
  readonly nameOf: (id: string, shown: string) => string
  /** In the place of rooms, messages and files, which the reader cannot open anyway. */
  readonly place: string
  /** Servers of ours, by name: ids of theirs are recognised also where that name has no dot. */
  readonly servers: readonly string[]
}

interface Cleaning {
  readonly names: NamesForIds
  readonly patterns: IdPatterns
}

/** The same message without any Matrix id of a person, room, message or file: in its texts, links and file name. */
export function messageWithoutIds(message: Message, names: NamesForIds): Message {
  const cleaning = { names, patterns: idPatterns(names.servers) }
  const { rich, ...plain } = message
  const { file, replyTo } = plain
  const cleaned: Message = {
    ...plain,
    text: cleanText(plain.text, cleaning),
    ...(file && { file: { ...file, name: cleanText(file.name, cleaning) } }),
    ...(replyTo && { replyTo: { ...replyTo, text: cleanText(replyTo.text, cleaning) } }),
  }
  if (!rich) return cleaned
  const nodes = rich.map((node) => cleanNode(node, cleaning))
  const shown = visibleText(nodes)
  // Made of several pieces, an id is seen only in the whole.
  if (cleanText(shown, cleaning) !== shown) return cleaned
  return nodes.every(({ type }) => type === 'text') ? { ...cleaned, text: shown } : { ...cleaned, rich: nodes }
}

/** The same for a text alone. */
export function textWithoutIds(text: string, names: NamesForIds): string {
  return cleanText(text, { names, patterns: idPatterns(names.servers) })
}

function cleanText(text: string, cleaning: Cleaning): string {
  return text.replace(cleaning.patterns.any, (found, ...rest) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>
    const { label, target, url, person, alias } = groups
    if (label !== undefined && target !== undefined) return cleanMarkdown(found, label, target, cleaning)
    if (url !== undefined) return cleanUrl(url, cleaning)
    if (person !== undefined) return insteadOf(person, '', cleaning)
    return alias === undefined ? cleaning.names.place : `#${alias}`
  })
}

function cleanMarkdown(found: string, label: string, target: string, cleaning: Cleaning): string {
  const shown = cleanText(label, cleaning)
  if (isInside(target, cleaning)) return insteadOf(target, shown, cleaning)
  return `[${shown}]${found.slice(label.length + 2)}`
}

/** Behind an address there is often a mark that does not belong to it. */
function cleanUrl(found: string, cleaning: Cleaning): string {
  const url = withoutEnd(found, '.,;:!?*_~')
  return isInside(url, cleaning) ? insteadOf(url, '', cleaning) + found.slice(url.length) : found
}

function cleanNode(node: RichNode, cleaning: Cleaning): RichNode {
  switch (node.type) {
    case 'text':
      return { ...node, text: cleanText(node.text, cleaning) }
    case 'break':
      return node
    case 'link':
      if (isInside(node.url, cleaning)) {
        const shown = cleanText(visibleText(node.children), cleaning)
        return { type: 'text', text: insteadOf(node.url, shown, cleaning) }
      }
      return { ...node, children: node.children.map((child) => cleanNode(child, cleaning)) }
    case 'styled':
    case 'colored':
    case 'block':
      return { ...node, children: node.children.map((child) => cleanNode(child, cleaning)) }
    case 'list':
      return { ...node, items: node.items.map((item) => item.map((child) => cleanNode(child, cleaning))) }
  }
}

function isInside(url: string, { patterns }: Cleaning): boolean {
  return patterns.inside.test(url) || patterns.inside.test(decoded(url))
}

/** What is read where a link or an id was: the person, the label, the short name of the room. */
function insteadOf(reference: string, shown: string, { names, patterns }: Cleaning): string {
  const plain = decoded(reference)
  const person = patterns.person.exec(plain)?.groups
  const local = person?.['local'] ?? person?.['uriLocal']
  if (person && local !== undefined) {
    const id = `@${local}:${person['server'] ?? person['uriServer']}`
    return names.nameOf(id, shown === '' ? local : shown)
  }
  if (shown !== '') return shown
  const alias = patterns.alias.exec(plain)?.groups
  const name = alias?.['alias'] ?? alias?.['uriAlias']
  return name === undefined ? names.place : `#${name}`
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
