import type { Workspace } from './workspace.ts'

/** What a method of the Web API is called with, as it came: every value is text, structures are JSON. */
export type Args = Readonly<Record<string, string | undefined>>

export interface Stage {
  readonly workspace: Workspace
  /** `http://127.0.0.1:port`. */
  readonly origin: string
  /** Bytes of files by id, also of those that are on their way. */
  readonly uploads: Map<string, { readonly name: string; bytes: Buffer | undefined }>
  /** Tells the app that something happened. */
  readonly tell: (event: Readonly<Record<string, unknown>>) => void
}

/** Answers what Slack would answer, without `ok`. Throws SlackRefusal. */
export interface Method {
  /** The scopes a bot token needs for it, any of them being enough. */
  readonly scopes: readonly string[]
  run(args: Args, stage: Stage): Record<string, unknown>
}

export class SlackRefusal extends Error {
  readonly more: Readonly<Record<string, unknown>>
  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error)
    this.more = more
  }
}

export function refuse(error: string): never {
  throw new SlackRefusal(error)
}

/** A structure that was sent as JSON. */
export function parsed(args: Args, name: string): unknown {
  const text = args[name]
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return refuse('invalid_arguments')
  }
}
