import type { Post, Workspace } from './workspace.ts'

/** A message as events and `conversations.history` show it. */
export function messageJson(post: Post, workspace: Workspace, withMetadata = false): Record<string, unknown> {
  const { ts, user, isBot, text, blocks, thread_ts, username, icon_url, files, isEdited } = post
  const isUpload = isBot && files.length > 0
  return {
    type: 'message',
    ...{ ts, user, text, team: workspace.teamId },
    ...(blocks.length > 0 && { blocks }),
    ...(thread_ts !== undefined && { thread_ts }),
    ...(isBot && { bot_id: workspace.botId, app_id: workspace.appId }),
    ...(isBot && username !== undefined && { subtype: 'bot_message', username, icons: { image_64: icon_url } }),
    ...(files.length > 0 && { files, ...(isUpload ? {} : { subtype: 'file_share' }) }),
    ...(isEdited && { edited: { user, ts } }),
    ...(!isBot && { client_msg_id: `00000000-0000-0000-0000-${ts.replace('.', '').slice(-12)}` }),
    ...(withMetadata && post.metadata !== undefined && { metadata: post.metadata }),
  }
}
