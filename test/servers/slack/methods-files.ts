import { type Args, type Method, parsed, refuse, type Stage } from './method.ts'
import type { SlackFile } from './workspace.ts'

function begin({ filename = '', length = '' }: Args, { workspace, origin, uploads }: Stage): Record<string, unknown> {
  if (filename === '' || !(Number(length) > 0)) refuse('invalid_arguments')
  const id = workspace.nextId('F')
  uploads.set(id, { name: filename, bytes: undefined })
  return { upload_url: `${origin}/upload/${id}`, file_id: id }
}

function complete(args: Args, { workspace, origin, uploads, tell }: Stage): Record<string, unknown> {
  const { channel_id: channel = '', thread_ts, initial_comment: text = '' } = args
  if (!workspace.posts.has(channel)) refuse('channel_not_found')
  const wanted = parsed(args, 'files') as readonly { readonly id: string; readonly title?: string }[]
  const files = wanted.map(({ id, title }) => {
    const upload = uploads.get(id)
    if (!upload?.bytes) return refuse('file_not_found')
    return fileJson(id, title ?? upload.name, upload.bytes.length, 'application/octet-stream', origin)
  })
  const own = { user: workspace.botUser, isBot: true, text, files }
  const post = workspace.add(channel, { ...own, ...(thread_ts !== undefined && { thread_ts }) })
  tell({ type: 'message', subtype: 'file_share', channel, user: own.user, bot_id: workspace.botId, ts: post.ts, files })
  // As in Slack: where the file was shared is not known yet when this is answered.
  return { files }
}

export function fileJson(id: string, name: string, size: number, mimetype: string, origin: string): SlackFile {
  const url = `${origin}/files-pri/T0STAND-${id}/${encodeURIComponent(name)}`
  const urls = { url_private: url, url_private_download: url }
  return { id, name, mimetype, size, mode: 'hosted', is_external: false, ...urls }
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { scopes: ['files:write'], run: begin },
  'files.completeUploadExternal': { scopes: ['files:write'], run: complete },
  'files.info': {
    scopes: ['files:read'],
    run: ({ file = '' }, { workspace }) => ({
      file:
        [...workspace.posts.values()]
          .flat()
          .flatMap(({ files }) => files)
          .find(({ id }) => id === file) ?? refuse('file_not_found'),
    }),
  },
}
