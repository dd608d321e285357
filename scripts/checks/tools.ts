import { runTool, type ToolResult } from './run-tool.ts'
import type { Outcome, Step } from './step.ts'

export const types: Step = toolStep('types', 'tsc', ['--noEmit', '--pretty', 'false', '-p', '.'])
export const format: Step = toolStep('format', 'biome', [
  'check',
  '--reporter=concise',
  '--max-diagnostics=200',
  '--error-on-warnings',
])
export const lint: Step = toolStep('lint', 'oxlint', ['--type-aware', '--deny-warnings', '--format=unix'])
export const unused: Step = toolStep('unused', 'knip', ['--no-progress', '--no-config-hints', '--reporter=compact'])

function toolStep(name: string, tool: string, args: readonly string[]): Step {
  return { name, run: async (root) => outcomeOf(tool, await runTool(root, tool, args)) }
}

function outcomeOf(tool: string, result: ToolResult): Outcome {
  if (result.code === 0) return { problems: [] }
  const said = linesOf(result)
  return { problems: said.length > 0 ? said : [`${tool} ended with code ${result.code} and said nothing`] }
}

/** Without rulers, totals and empty lines. */
function linesOf({ stdout, stderr }: ToolResult): readonly string[] {
  const noise = /^\s*$|━━|^(Checked|Found) \d+ |^\d+ problems?$|Some (errors|warnings) were emitted/
  return `${stdout}\n${stderr}`.split('\n').filter((line) => !noise.test(line))
}
