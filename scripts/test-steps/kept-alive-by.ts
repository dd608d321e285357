import { ChildProcess } from 'node:child_process'
import { Server, Socket } from 'node:net'

interface Internals {
  _getActiveHandles(): readonly object[]
}

function describeHandle(handle: object): string | undefined {
  if (handle instanceof ChildProcess) return `the process ${handle.pid} (${handle.spawnargs.join(' ').slice(0, 120)})`
  if (handle instanceof Server) return `a server on ${JSON.stringify(handle.address())}`
  if (!(handle instanceof Socket)) return handle.constructor.name
  if (handle.remotePort !== undefined) return `a connection to ${handle.remoteAddress}:${handle.remotePort}`
  return undefined
}

/** What holds the event loop: named where Node.js can say more than the kind. */
export function keptAliveBy(): readonly string[] {
  const handles = (process as unknown as Internals)._getActiveHandles()
  const named = handles.map(describeHandle).filter((text) => text !== undefined)
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate')
  const all = [...named, ...timers.map(() => 'a timer')]
  return all.length > 0 ? all : process.getActiveResourcesInfo()
}
