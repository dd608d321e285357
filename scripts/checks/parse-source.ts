import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'

export async function parseSource(root: string, path: string): Promise<ts.SourceFile> {
  return ts.createSourceFile(path, await readFile(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Calls `see` for the node and everything below it. */
export function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => walk(child, see))
}

/** `src/a.ts:12`, for messages. */
export function placeOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`
}
