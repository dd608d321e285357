/** One SQL statement; a named one is prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
}

/** Whatever answers statements: the pool, or one transaction. */
export interface Asking {
  rows<R extends object>(statement: Statement, values?: readonly unknown[]): Promise<R[]>
}

export function prepared(name: string, text: string): Statement {
  return { name, text }
}
