import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export interface ToolResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program under the Node that runs us, so that an older `node` in PATH does not matter. */
export function runNode(root: string, args: readonly string[]): Promise<ToolResult> {
  const bin = join(root, 'node_modules', '.bin')
  const path = [bin, process.env['PATH'] ?? ''].join(delimiter)
  return run(process.execPath, root, args, { ...process.env, PATH: path, NO_COLOR: '1' })
}

export function runTool(root: string, tool: string, args: readonly string[]): Promise<ToolResult> {
  return runNode(root, [join(root, 'node_modules', '.bin', tool), ...args])
}

export function runGit(root: string, args: readonly string[]): Promise<ToolResult> {
  return run('git', root, args, process.env)
}

function run(program: string, cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', (error) => resolve({ code: -1, stdout, stderr: error.message }))
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
  })
}
