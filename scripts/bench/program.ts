import { execFile } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../test/servers/installed.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'

const besides = ['node_modules', 'package.json', 'migrations', 'bridge-config']

let made: Promise<string> | undefined

/** The program as the package holds it, compiled once in a run: stripping types costs memory that no operator pays. */
export function compiledProgram(): Promise<string> {
  made ??= compile()
  return made
}

async function compile(): Promise<string> {
  const folder = temporaryFolder('program')
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc')
  const args = [compiler, '-p', join(projectRoot, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')]
  await promisify(execFile)(process.execPath, args)
  for (const name of besides) symlinkSync(join(projectRoot, name), join(folder, name))
  return join(folder, 'dist/main.js')
}

/**
 * The environment of a measured process: the engine's settings of the launcher, and with `BENCH_PROFILE=folder` a CPU
 * profile that is kept there.
 */
export function programEnvironment(): Readonly<Record<string, string>> {
  const [firstLine = ''] = readFileSync(join(projectRoot, 'bin/switchboard.js'), 'utf8').split('\n')
  const settings = firstLine.match(/--\S+/g) ?? []
  const folder = process.env['BENCH_PROFILE']
  const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
  return { NODE_OPTIONS: [...settings, ...profile].join(' ') }
}
