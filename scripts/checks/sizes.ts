import ts from 'typescript'
import { parseSource, placeOf, walk } from './parse-source.ts'
import { sourceFiles } from './project-files.ts'
import type { Step } from './step.ts'

const limits = {
  file: { median: 60, p90: 200, max: 400 },
  function: { p90: 25, max: 60, long: 50, longShare: 0.01 },
  /** Shares and percentiles of fewer files say nothing. */
  fewestFiles: 20,
}

interface Measured {
  readonly place: string
  readonly lines: number
}

interface Sizes {
  readonly files: readonly Measured[]
  readonly functions: readonly Measured[]
}

/** Lines per file and per function: the distribution for src, the hard limits for scripts and test as well. */
export const sizes: Step = {
  name: 'sizes',
  async run(root) {
    const [src, scripts, test] = await Promise.all(['src', 'scripts', 'test'].map((folder) => measure(root, folder)))
    if (!src || !scripts || !test) return { problems: ['nothing measured'] }
    return { problems: [...overTheLimit([src, scripts, test]), ...distribution(src)], figures: figuresOf(src) }
  },
}

async function measure(root: string, folder: string): Promise<Sizes> {
  const sources = await Promise.all((await sourceFiles(root, folder)).map((path) => parseSource(root, path)))
  return { files: sources.map(fileSize), functions: sources.flatMap(functionSizes) }
}

function fileSize(source: ts.SourceFile): Measured {
  return { place: source.fileName, lines: source.text.replace(/\n$/, '').split('\n').length }
}

/** Expressions on one line (`(x) => x.id`) are not counted: they would only flatter the percentiles. */
function functionSizes(source: ts.SourceFile): readonly Measured[] {
  const found: Measured[] = []
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || isSuite(node)) return
    const body = 'body' in node ? node.body : undefined
    const lines = linesOf(source, node)
    if (body && (lines > 1 || ts.isBlock(body))) found.push({ place: placeOf(source, node), lines })
  })
  return found
}

function linesOf(source: ts.SourceFile, node: ts.Node): number {
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line
  return lineAt(node.getEnd()) - lineAt(node.getStart(source)) + 1
}

/** The body of a `describe` is a list of tests, not a function to be understood as a whole. */
function isSuite(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && ts.isIdentifier(call.expression) && call.expression.text === 'describe'
}

function overTheLimit(all: readonly Sizes[]): readonly string[] {
  const long = (measured: readonly Measured[], max: number) =>
    measured.filter(({ lines }) => lines > max).map(({ place, lines }) => `${place} has ${lines} lines, at most ${max}`)
  return [
    ...long(
      all.flatMap(({ files }) => files),
      limits.file.max,
    ),
    ...long(
      all.flatMap(({ functions }) => functions),
      limits.function.max,
    ),
  ]
}

function distribution(src: Sizes): readonly string[] {
  if (src.files.length < limits.fewestFiles) return []
  const problems = [
    tooHigh('median lines per file', percentile(src.files, 0.5), limits.file.median),
    tooHigh('lines per file, 90th percentile,', percentile(src.files, 0.9), limits.file.p90),
    tooHigh('lines per function, 90th percentile,', percentile(src.functions, 0.9), limits.function.p90),
  ]
  const share = longShare(src)
  if (share >= limits.function.longShare)
    problems.push([`${percent(share)} of functions are over 50 lines: ${longest(src)}`])
  return problems.flat()
}

function tooHigh(what: string, measured: number, limit: number): readonly string[] {
  return measured > limit ? [`${what} under src is ${measured}, at most ${limit}`] : []
}

function longShare({ functions }: Sizes): number {
  const long = functions.filter(({ lines }) => lines > limits.function.long)
  return functions.length === 0 ? 0 : long.length / functions.length
}

function longest({ functions }: Sizes): string {
  const long = functions.filter(({ lines }) => lines > limits.function.long)
  return long.map(({ place, lines }) => `${place} (${lines})`).join(', ')
}

function percentile(measured: readonly Measured[], part: number): number {
  const sorted = measured.map(({ lines }) => lines).sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function figuresOf(src: Sizes): string {
  const max = (measured: readonly Measured[]) => Math.max(0, ...measured.map(({ lines }) => lines))
  const of = (measured: readonly Measured[]) =>
    `median ${percentile(measured, 0.5)}, p90 ${percentile(measured, 0.9)}, max ${max(measured)}`
  const files = `${src.files.length} files: ${of(src.files)}`
  return `${files}; ${src.functions.length} functions: ${of(src.functions)}, ${percent(longShare(src))} over 50`
}
