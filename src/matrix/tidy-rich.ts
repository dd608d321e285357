import type { RichNode } from '../core/message/message.ts'
import { withoutEnd } from '../util/without-end.ts'

/**
 * A tree without the white space that HTML has for the eyes of its authors: at the edges of blocks, beside breaks and
 * between blocks. Neighbouring texts become one, a sole paragraph loses its block.
 */
export function tidy(nodes: readonly RichNode[]): readonly RichNode[] {
  const tidied = trimEdges(nodes.flatMap(tidyNode))
  const [only] = tidied
  return tidied.length === 1 && only?.type === 'block' && only.block === 'paragraph' ? only.children : tidied
}

function tidyNode(node: RichNode): readonly RichNode[] {
  switch (node.type) {
    case 'text':
      return node.text === '' ? [] : [node]
    case 'break':
      return [node]
    case 'styled':
    case 'colored':
    case 'link': {
      const children = joinTexts(node.children.flatMap(tidyNode))
      return children.length === 0 ? [] : [{ ...node, children }]
    }
    case 'block':
      return tidyBlock(node)
    case 'list': {
      const items = node.items.map(tidy).filter((item) => item.length > 0)
      return items.length === 0 ? [] : [{ ...node, items }]
    }
  }
}

function tidyBlock(node: Extract<RichNode, { type: 'block' }>): readonly RichNode[] {
  const children = node.children.flatMap(tidyNode)
  const kept = node.block === 'preformatted' ? joinTexts(withoutCode(children)) : trimEdges(children)
  return kept.length === 0 ? [] : [{ ...node, children: kept }]
}

/** `<pre><code>` is one thing. */
function withoutCode(nodes: readonly RichNode[]): readonly RichNode[] {
  return nodes.flatMap((node) => (node.type === 'styled' && node.style === 'code' ? node.children : [node]))
}

function joinTexts(nodes: readonly RichNode[]): readonly RichNode[] {
  const joined: RichNode[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (node.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = { type: 'text', text: last.text + node.text }
    else joined.push(node)
  }
  return joined
}

function trimEdges(nodes: readonly RichNode[]): readonly RichNode[] {
  const joined = joinTexts(nodes)
  return joined.flatMap((node, n): readonly RichNode[] => {
    if (node.type !== 'text') return [node]
    let { text } = node
    if (isEdge(joined[n - 1])) text = text.replace(/^[ \t\n]+/, '')
    if (isEdge(joined[n + 1])) text = withoutEnd(text, ' \t\n')
    return text === '' ? [] : [{ type: 'text', text }]
  })
}

function isEdge(node: RichNode | undefined): boolean {
  return node === undefined || node.type === 'break' || node.type === 'block' || node.type === 'list'
}
