import { type ChildProcess, spawn } from 'node:child_process'
import { reapProcess, spareProcess } from './reaper.ts'

export type ChildOptions = {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
  /** What it gets when this process dies first. */
  readonly deathSignal?: 'KILL' | 'QUIT' | 'TERM'
}

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type StopOptions = { readonly signal?: NodeJS.Signals; readonly graceMs?: number }

const outputLimit = 200_000

/** A program that this process started. It does not outlive this process, even after kill -9. */
export class Child {
  readonly pid: number
  readonly exited: Promise<Exit>
  readonly #watchers = new Set<() => void>()
  #output = ''
  #exit: Exit | undefined

  constructor(process: ChildProcess, pid: number) {
    this.pid = pid
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-outputLimit)
        this.#tellWatchers()
      })
    }
    this.exited = new Promise((resolve) => {
      process.once('close', (code, signal) => {
        spareProcess(pid)
        this.#exit = { code, signal }
        this.#tellWatchers()
        resolve(this.#exit)
      })
    })
  }

  /** What it printed, both streams, the last 200,000 characters. */
  get output(): string {
    return this.#output
  }

  get isRunning(): boolean {
    return this.#exit === undefined
  }

  /** Resolves when what it printed so far matches. Rejects when it ends first, or after `timeoutMs` (15 s). */
  waitForOutput(pattern: RegExp, timeoutMs = 15_000): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        act()
      }
      const fail = (why: string) =>
        finish(() => reject(new Error(`${why} before it printed ${pattern}:\n${this.#tail()}`)))
      const look = () => {
        const match = this.#output.match(pattern)
        if (match !== null) finish(() => resolve(match))
        else if (!this.isRunning) fail(`Process ${this.pid} ended`)
      }
      const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** Signals the program and whatever it started in its process group. */
  signal(signal: NodeJS.Signals): void {
    if (!this.isRunning) return
    try {
      process.kill(-this.pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  /** Ends it: by `signal` (SIGTERM), and after `graceMs` by SIGKILL. Safe to call again. */
  async stop({ signal = 'SIGTERM', graceMs = 10_000 }: StopOptions = {}): Promise<Exit> {
    // What stands still hears no signal but SIGKILL, and must not do anything more before that one.
    if (signal !== 'SIGKILL') this.signal('SIGCONT')
    this.signal(signal)
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs)
    const exit = await this.exited
    clearTimeout(timer)
    return exit
  }

  #tail(): string {
    return this.#output.slice(-4000)
  }

  #tellWatchers(): void {
    for (const look of [...this.#watchers]) look()
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches only us and we end it in our order. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, cwd, env, uid, gid, deathSignal = 'KILL' } = options
  const process_ = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
  await new Promise<void>((resolve, reject) => {
    process_.once('spawn', resolve)
    process_.once('error', reject)
  })
  const pid = process_.pid as number
  reapProcess(pid, deathSignal)
  return new Child(process_, pid)
}

/** Whether a process with this number exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
