import type { Synapse, SynapseUser } from '../../test/servers/synapse.ts'
import { type AgentClient, openAgentClient } from '../../test/support/agent-client.ts'
import { matrixApi } from '../../test/support/matrix-api.ts'

/** Everybody's password. The homeserver listens on 127.0.0.1 only and ends with the demo. */
export const password = 'demo'

export interface People {
  readonly admin: AgentClient
  readonly mira: AgentClient
  readonly ben: AgentClient
}

/** An account each, logged in with a client SDK. They log out with `stack`. */
export async function invitePeople(synapse: Synapse, stack: AsyncDisposableStack): Promise<People> {
  const open = async (name: string, displayName: string): Promise<AgentClient> => {
    const user = await synapse.registerUser(name, password, name === 'admin')
    await setDisplayName(synapse, user, displayName)
    const client = await openAgentClient(synapse.url, user)
    stack.defer(() => client.stop())
    return client
  }
  const [admin, mira, ben] = await Promise.all([open('admin', 'Admin'), open('mira', 'Mira'), open('ben', 'Ben')])
  return { admin, mira, ben }
}

async function setDisplayName(synapse: Synapse, user: SynapseUser, displayname: string): Promise<void> {
  const api = matrixApi(synapse.url, user.accessToken)
  await api('PUT', `/profile/${encodeURIComponent(user.userId)}/displayname`, { displayname })
}
