import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeModules } from './places.js'

/** The Node.js 24 that npm brought, or this one if it is new enough itself. */
export function findRuntime() {
  const bundled = join(nodeModules, '.bin', 'node')
  if (existsSync(bundled)) return bundled
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  throw new Error(
    `Switchboard needs Node.js 24. npm brings one for Linux on x64 and arm64 (glibc); on ${process.platform} ${process.arch} install Node.js 24 yourself and start again.`,
  )
}
