import { checkBlocks } from './check-blocks.ts'
import { type Args, type Method, parsed, refuse, type Stage } from './method.ts'
import { userJson } from './user-json.ts'
import type { Person } from './workspace.ts'

function personOf({ user = '', users = user, user_id = users }: Args, { workspace }: Stage): Person {
  return workspace.people.get(user_id) ?? refuse('user_not_found')
}

function publish(args: Args, stage: Stage): Record<string, unknown> {
  const view = parsed(args, 'view') as { readonly type?: string; readonly blocks?: unknown } | undefined
  if (view?.type !== 'home') refuse('invalid_arguments')
  const blocks = checkBlocks(view?.blocks, 100)
  personOf(args, stage).home = { blocks }
  return { view: { id: stage.workspace.nextId('V'), type: 'home', blocks } }
}

export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': {
    scopes: [],
    run: (_, { workspace: { teamId, botUser, botId } }) => ({
      ...{ url: 'https://stand-in.slack.com/', team: 'Stand-in', user: 'help', team_id: teamId },
      ...{ user_id: botUser, bot_id: botId, is_enterprise_install: false },
    }),
  },
  'users.info': {
    scopes: ['users:read'],
    run: (args, stage) => ({ user: userJson(personOf(args, stage), stage.workspace) }),
  },
  'users.getPresence': {
    scopes: ['users:read'],
    run: (args, stage) => ({ presence: personOf(args, stage).presence }),
  },
  'conversations.open': {
    scopes: ['im:write'],
    run: (args, stage) => ({ channel: { id: personOf(args, stage).channel } }),
  },
  'views.publish': { scopes: [], run: publish },
  'assistant.threads.setStatus': {
    scopes: ['assistant:write', 'chat:write'],
    run({ channel_id = '', thread_ts = '', status }, { workspace }) {
      if (!workspace.posts.has(channel_id)) refuse('channel_not_found')
      if (status === undefined || thread_ts === '') refuse('invalid_arguments')
      workspace.statuses.set(thread_ts, status)
      return {}
    },
  },
  'assistant.threads.setTitle': { scopes: ['assistant:write'], run: () => ({}) },
}
