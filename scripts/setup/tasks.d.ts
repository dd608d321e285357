type Task = 'demo' | 'test' | 'test:fast' | 'test:long' | 'bench' | 'check' | 'setup'

/** What `npm run` can be asked for. `needs`: the servers that must be there; `setup` needs all there are. */
export const tasks: Readonly<Record<Task, { readonly needs: readonly string[] }>>
