import { checkBlocks } from './check-blocks.ts'
import { messageJson } from './message-json.ts'
import { type Args, type Method, parsed, refuse, type Stage } from './method.ts'
import type { Post } from './workspace.ts'

const longestText = 40_000

/** What a method says of a message: `message_not_found` unless there is one. */
function postOf({ channel = '', ts = '', timestamp = ts }: Args, { workspace }: Stage): Post {
  if (!workspace.posts.has(channel)) return refuse('channel_not_found')
  return workspace.post(channel, timestamp) ?? refuse('message_not_found')
}

function ownPostOf(args: Args, stage: Stage, otherwise: string): Post {
  const post = postOf(args, stage)
  return post.isBot ? post : refuse(otherwise)
}

function contentOf(args: Args): Pick<Post, 'text' | 'blocks'> {
  const blocks = checkBlocks(parsed(args, 'blocks'))
  const text = (args['text'] ?? '').slice(0, longestText)
  if (text === '' && blocks.length === 0) refuse('no_text')
  return { text, blocks }
}

function post(args: Args, stage: Stage): Record<string, unknown> {
  const { workspace, tell } = stage
  const { channel = '', thread_ts, username, icon_url } = args
  if (!workspace.posts.has(channel)) refuse('channel_not_found')
  if (workspace.personOf(channel)?.isDeactivated === true) refuse('user_disabled')
  const metadata = parsed(args, 'metadata')
  const made = workspace.add(channel, {
    ...contentOf(args),
    user: workspace.botUser,
    isBot: true,
    ...(thread_ts !== undefined && { thread_ts }),
    ...(username !== undefined && { username }),
    ...(icon_url !== undefined && { icon_url }),
    ...(metadata !== undefined && { metadata }),
  })
  const message = messageJson(made, workspace)
  tell({ ...message, channel, channel_type: 'im', event_ts: made.ts })
  return { channel, ts: made.ts, message }
}

function update(args: Args, stage: Stage): Record<string, unknown> {
  const own = ownPostOf(args, stage, 'cant_update_message')
  const before = messageJson(own, stage.workspace)
  Object.assign(own, contentOf(args), { isEdited: true })
  const message = messageJson(own, stage.workspace)
  const { channel } = args
  stage.tell({
    ...{ type: 'message', subtype: 'message_changed', channel, channel_type: 'im', message },
    ...{ previous_message: before, ts: stage.workspace.nextTs(), event_ts: stage.workspace.nextTs(), hidden: true },
  })
  return { channel, ts: own.ts, text: own.text, message }
}

function remove(args: Args, stage: Stage): Record<string, unknown> {
  const own = ownPostOf(args, stage, 'cant_delete_message')
  own.isDeleted = true
  return { channel: args['channel'], ts: own.ts }
}

function react(args: Args, stage: Stage, removed: boolean): Record<string, unknown> {
  const { name = '' } = args
  const { reactions } = postOf(args, stage)
  if (!/^[a-z0-9_+'-]+(?:::skin-tone-[2-6])?$/.test(name)) refuse('invalid_name')
  const users = reactions.get(name) ?? new Set()
  const { botUser } = stage.workspace
  if (removed && !users.has(botUser)) refuse('no_reaction')
  if (!removed && users.has(botUser)) refuse('already_reacted')
  if (removed) users.delete(botUser)
  else users.add(botUser)
  reactions.set(name, users)
  if (users.size === 0) reactions.delete(name)
  return {}
}

function history(args: Args, { workspace }: Stage): Record<string, unknown> {
  const { channel = '', oldest = '0', latest = '9999999999', limit = '100', inclusive, ts, cursor } = args
  const posts = workspace.posts.get(channel) ?? refuse('channel_not_found')
  const isInside = (post: Post) =>
    inclusive === 'true' ? post.ts >= oldest && post.ts <= latest : post.ts > oldest && post.ts < latest
  const isThread = (post: Post) => (ts === undefined ? true : post.ts === ts || post.thread_ts === ts)
  const isMain = (post: Post) => ts !== undefined || post.thread_ts === undefined || post.thread_ts === post.ts
  const found = posts.filter((post) => !post.isDeleted && isInside(post) && isThread(post) && isMain(post))
  // A channel is read from its end, a thread from its beginning.
  if (ts === undefined) found.reverse()
  const from = cursor === undefined ? 0 : found.findIndex((post) => post.ts === cursor)
  if (from < 0) refuse('invalid_cursor')
  const next = found[from + Number(limit)]
  return {
    messages: found
      .slice(from, from + Number(limit))
      .map((post) => messageJson(post, workspace, args['include_all_metadata'] === 'true')),
    has_more: next !== undefined,
    ...(next && { response_metadata: { next_cursor: next.ts } }),
  }
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { scopes: ['chat:write'], run: post },
  'chat.update': { scopes: ['chat:write'], run: update },
  'chat.delete': { scopes: ['chat:write'], run: remove },
  'reactions.add': { scopes: ['reactions:write'], run: (args, stage) => react(args, stage, false) },
  'reactions.remove': { scopes: ['reactions:write'], run: (args, stage) => react(args, stage, true) },
  'conversations.history': { scopes: ['im:history'], run: history },
  'conversations.replies': { scopes: ['im:history'], run: history },
}
