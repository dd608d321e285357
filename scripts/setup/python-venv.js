import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './places.js'
import { run } from './run.js'
import { step } from './step.js'

async function makeVenv(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    await run('python3', ['-m', 'venv', folder])
  } catch (error) {
    throw new Error(
      `Python 3.10 or newer with its venv module is needed: apt install python3 python3-venv. (${error.message.split('\n')[0]})`,
    )
  }
}

/**
 * A Python program in a venv of its own. The marker is written last, so an interrupted install is done anew.
 * @returns the venv's python
 */
export async function ensurePythonProgram({ title, folder: name, packages }) {
  const folder = join(cache, name)
  const python = join(folder, 'bin', 'python')
  const marker = join(folder, '.complete')
  if (existsSync(marker) && existsSync(python)) return { python }
  await step(title, async () => {
    await makeVenv(folder)
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...packages])
    writeFileSync(marker, `${packages.join('\n')}\n`)
  })
  return { python }
}
