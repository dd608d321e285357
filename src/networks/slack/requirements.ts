/** What the app must be allowed in the workspace, and what does not work without. The manifest in the docs asks for just these. */
export const botScopes: Readonly<Record<string, string>> = {
  'chat:write': 'nothing can be written',
  'chat:write.customize': "agents' names stand in their messages instead of above them",
  'im:history': 'customers cannot be read, and a repeat after a restart cannot be recognised',
  'im:write': 'nobody can begin from the home page',
  'users:read': 'customers have no names, languages and time zones here',
  'reactions:read': "customers' reactions are not seen",
  'reactions:write': 'agents cannot react',
  'files:read': "customers' files cannot be taken",
  'files:write': "agents' files go as links",
}

/** What the app-level token must be allowed. */
export const appScopes = ['connections:write'] as const

/** What the app must be told of. */
export const botEvents = [
  'app_home_opened',
  'app_uninstalled',
  'message.im',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
] as const

/** For workspaces whose plan has assistants: their threads begin conversations. Nothing else needs it. */
export const assistant = { scope: 'assistant:write', event: 'assistant_thread_started' } as const

/** The scopes of the list that are not there. */
export function missingScopes(granted: readonly string[]): readonly string[] {
  return Object.keys(botScopes).filter((scope) => !granted.includes(scope))
}

/** What an admin is told of them. */
export function scopesTrouble(
  missing: readonly string[],
  of: string,
): { readonly text: string; readonly remedy: string } {
  const effects = missing.map((scope) => `${scope} (${botScopes[scope] ?? 'something of it does not work'})`)
  return {
    text: `${of}: the app may not do all it should. Missing: ${effects.join(', ')}.`,
    remedy: 'Add the scopes to the app (OAuth & Permissions, Bot Token Scopes) and install it again; the rest goes on.',
  }
}
