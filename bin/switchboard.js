#!/usr/bin/env -S node --max-semi-space-size=4 --max-old-space-size=1024
// Starts Switchboard on Node.js 24 or newer: the Node.js that runs this file, or the one installed beside it from npm.
// Plain JavaScript, because it may run on Node.js 20, and because Node.js strips no types below node_modules.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wantedNode = 24
/** As in the first line: without them the JavaScript engine lets garbage grow to several times what is in use. In MB. */
const memory = ['--max-semi-space-size=4', '--max-old-space-size=1024']
const root = dirname(dirname(fileURLToPath(import.meta.url)))

const program = findProgram()
const node = findNode()
if (program === undefined) fail('The compiled program is missing: dist/main.js. Please install the package again.')
else if (node === undefined) {
  const found = `This is Node.js ${process.versions.node} on ${process.platform}-${process.arch}.`
  fail(`Switchboard needs Node.js ${wantedNode} or newer. ${found} Install a newer one, or the optional dependencies.`)
} else if (node === process.execPath) await import(pathToFileURL(program).href)
else run(node, program)

/** In a checkout the source: a build beside it may be older. */
function findProgram() {
  const source = join(root, 'src', 'main.ts')
  const isInstalled = root.split(/[\\/]/).includes('node_modules')
  if (!isInstalled && existsSync(source)) return source
  const compiled = join(root, 'dist', 'main.js')
  return existsSync(compiled) ? compiled : undefined
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)
    const bundled = join(dirname(manifest), 'bin', 'node')
    return existsSync(bundled) ? bundled : undefined
  } catch {
    return undefined
  }
}

/** Runs the program as a child that lives and ends as this process does. If this one is killed, the channel closes and the child stops. */
function run(executable, file) {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(executable, [...memory, file, ...process.argv.slice(2)], { stdio })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2']) process.on(signal, () => forward(child, signal))
  child.on('error', (error) => fail(`${executable} cannot be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else endBy(signal)
  })
}

/** A terminal sends Ctrl-C to the child as well, and a second one would mean "at once". */
function forward(child, signal) {
  const cameFromTerminal = signal === 'SIGINT' && process.stdin.isTTY === true
  if (!cameFromTerminal) child.kill(signal)
}

function endBy(signal) {
  process.exitCode = 128 + (constants.signals[signal] ?? 0)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
