import type { Message, RichNode } from '../message/message.ts'
import { visibleText } from '../message/visible-text.ts'

const inMarkdown = /\[[^[\]\n]*\]\((https:\/\/matrix\.to\/#\/(?:@|%40)[^()\s]+)\)/gi

/**
 * Clients show a mentioned person by name and put the id into a link (https://matrix.to/#/@mira:example.org): in `args`,
 * part of the message's text, each such name becomes the id. Some write the link into the text too, as Markdown.
 */
export function withMatrixIds(args: string, message: Message): string {
  let named = args.replace(inMarkdown, (found, url: string) => userIn(url) ?? found)
  for (const { shown, id } of mentionsIn(message.rich ?? [])) named = named.replace(shown, () => id)
  return named
}

interface Mention {
  readonly shown: string
  readonly id: string
}

function mentionsIn(nodes: readonly RichNode[]): readonly Mention[] {
  return nodes.flatMap(mentionsOf)
}

function mentionsOf(node: RichNode): readonly Mention[] {
  switch (node.type) {
    case 'text':
    case 'break':
      return []
    case 'link': {
      const id = userIn(node.url)
      const shown = visibleText(node.children)
      return id && shown !== '' ? [{ shown, id }] : []
    }
    case 'styled':
    case 'colored':
    case 'block':
      return mentionsIn(node.children)
    case 'list':
      return node.items.flatMap(mentionsIn)
  }
}

function userIn(url: string): string | undefined {
  const found = /^https:\/\/matrix\.to\/#\/((?:@|%40)[^/?]+)/i.exec(url)?.[1]
  if (found === undefined) return undefined
  try {
    return decodeURIComponent(found)
  } catch {
    return undefined
  }
}
