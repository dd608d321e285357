import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, visit } from 'yaml'
import type { Problem } from './problem.ts'
import type { Path } from './schema-walk.ts'

/** The line on which a path stands; the nearest thing around it where it does not; undefined for an empty file. */
export function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  let offset: number | undefined
  let node: unknown = document.contents
  for (const member of path) {
    const found = step(resolved(node, document), member)
    if (!found) break
    offset = found.offset ?? offset
    node = found.node
  }
  return offset === undefined ? undefined : lines.linePos(offset).line
}

function step(node: unknown, member: string | number): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item = typeof member === 'number' ? node.items[member] : undefined
    return item === undefined ? undefined : { node: item, offset: startOf(item) }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(member))
  return pair && { node: pair.value, offset: startOf(pair.key) }
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0]
}

/** Why a text is no YAML, with the lines. */
export function yamlProblems(document: Document, lines: LineCounter): readonly Problem[] {
  return [...syntaxProblems(document, lines), ...danglingAliases(document, lines)]
}

function syntaxProblems(document: Document, lines: LineCounter): readonly Problem[] {
  return document.errors.map((error) => ({
    where: `line ${lines.linePos(error.pos[0]).line}`,
    path: '',
    text: `not YAML: ${error.message.split(/ at line |\n/)[0]}`,
    kind: 'unreadable',
  }))
}

/** A password that begins with `*` is an alias to YAML. */
function danglingAliases(document: Document, lines: LineCounter): readonly Problem[] {
  const found: Problem[] = []
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return
      const line = lines.linePos(alias.range?.[0] ?? 0).line
      found.push({
        where: `line ${line}`,
        path: '',
        text: 'a value that begins with * needs quotes',
        kind: 'unreadable',
      })
    },
  })
  return found
}
