import ts from 'typescript'
import { parseSource, placeOf, walk } from './parse-source.ts'
import { sourceFiles } from './project-files.ts'
import type { Step } from './step.ts'

/** Clock, chance, process and waiting: what makes the same input give another output. */
const forbiddenNames = new Set([
  ...['Date', 'performance', 'Temporal', 'crypto', 'process', 'console', 'Buffer', 'globalThis', 'fetch', 'Promise'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'require'],
])

/** What the import rules cannot see: globals, waiting and state inside core and util. */
export const purity: Step = {
  name: 'purity',
  async run(root) {
    const paths = [...(await sourceFiles(root, 'src/core')), ...(await sourceFiles(root, 'src/util'))]
    const sources = await Promise.all(paths.map((path) => parseSource(root, path)))
    return { problems: sources.flatMap(impurities), figures: `${paths.length} pure modules` }
  },
}

function impurities(source: ts.SourceFile): readonly string[] {
  const problems: string[] = []
  walk(source, (node) => {
    const what = impurity(node)
    if (what !== undefined) problems.push(`${placeOf(source, node)} ${what}`)
  })
  return problems
}

function impurity(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && forbiddenNames.has(node.text) && isReference(node)) return `uses ${node.text}`
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return 'waits (async)'
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) return 'imports while it runs'
  if (ts.isClassDeclaration(node) || ts.isClassExpression(node)) return 'has a class'
  if (ts.isPropertyAccessExpression(node)) return impureMember(node)
  return undefined
}

function impureMember(node: ts.PropertyAccessExpression): string | undefined {
  const member = node.name.text
  if (ts.isIdentifier(node.expression) && node.expression.text === 'Math' && member === 'random') {
    return 'uses Math.random'
  }
  const call = ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : undefined
  if (!call || !(member === 'localeCompare' || member.startsWith('toLocale'))) return undefined
  const givesLanguage = call.arguments.length > (member === 'localeCompare' ? 1 : 0)
  return givesLanguage ? undefined : `uses ${member} in the language of the machine`
}

/** False where the name stands for a type, a property or a declaration of its own. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPartOfTypeNode(node) || ts.isTypeNode(parent)) return false
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  const isNamed = 'name' in parent && parent.name === node
  return !isNamed && !ts.isImportSpecifier(parent) && !ts.isBindingElement(parent)
}
