import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../servers/installed.ts'
import { temporaryFolder } from './temporary-folder.ts'

const runFile = promisify(execFile)

/** What npm tells the programs it starts about the project they belong to would lead another npm into that project. */
const ofOuterNpm = /^(npm_(package|lifecycle|execpath|command|node_execpath)|npm_config_local_prefix|INIT_CWD)/

/** The environment of somebody who has never seen this project: none of its programs in the path. */
export function foreignEnvironment(): Record<string, string> {
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.startsWith(projectRoot))
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ofOuterNpm.test(entry[0]),
  )
  return { ...Object.fromEntries(kept), PATH: path.join(':'), npm_config_loglevel: 'error' }
}

export interface Packed {
  /** The tarball. */
  readonly file: string
  readonly bytes: number
  readonly paths: readonly string[]
}

/** Packs a copy of the project, so that nothing is built in the project itself, which other tests are using. */
export async function packProject(): Promise<Packed> {
  const copy = join(temporaryFolder('pack'), 'project')
  mkdirSync(copy)
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src', ...namesToPack()]) {
    cpSync(join(projectRoot, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'))
  // The programs of npm's scripts run on the Node.js that is first in the path: the project's own.
  const env = { ...foreignEnvironment(), PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
  const { stdout } = await runFile('npm', ['pack', '--json'], { cwd: copy, env })
  const [report] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as {
    filename: string
    size: number
    files: { path: string }[]
  }[]
  if (!report) throw new Error(`npm pack made nothing:\n${stdout}`)
  return { file: join(copy, report.filename), bytes: report.size, paths: report.files.map(({ path }) => path) }
}

/** What package.json lists, and the files npm packs anyway; as far as they exist. */
function namesToPack(): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { files: string[] }
  const listed = files
    .filter((name) => !name.startsWith('!') && name !== 'dist')
    .map((name) => name.split('/')[0] ?? '')
  const present = new Set(readdirSync(projectRoot))
  return [...listed, 'README.md', 'LICENSE'].filter((name) => present.has(name))
}

export interface Installed {
  readonly folder: string
  /** What node_modules takes on disk, without what npm may share between projects. */
  readonly bytes: number
}

/** Installs the tarball into an empty folder, as somebody does who has nothing but npm. */
export async function installPackage({ file }: Packed): Promise<Installed> {
  const folder = join(temporaryFolder('install'), 'empty')
  mkdirSync(folder)
  // Without a project of its own npm would look for one in the folders above.
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', file]
  await runFile('npm', args, { cwd: folder, env: foreignEnvironment() })
  return { folder, bytes: sizeOf(join(folder, 'node_modules')) }
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
