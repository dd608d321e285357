import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root, type TestStep } from './steps.ts'
import type { StepResult } from './tally.ts'

/** Runs scripts/check.ts, whose last line counts its steps. One that does not come so far counts as failed. */
export async function runCheck({ name, budgetSeconds }: TestStep): Promise<StepResult> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts/check.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const counts = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1)
  const passed = Number(counts?.[1] ?? 0)
  const counted = Number(counts?.[2] ?? 0)
  const failed = code !== 0 || counts === undefined ? Math.max(1, counted) : counted
  return { name, passed, failed, skipped: 0, seconds: (performance.now() - startedAt) / 1000, budgetSeconds, output }
}
