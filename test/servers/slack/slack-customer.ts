import type { Envelopes } from './envelopes.ts'
import { messageJson } from './message-json.ts'
import type { Stage } from './method.ts'
import { fileJson } from './methods-files.ts'
import { type Control, controlsOf, shownBlocks, shownText } from './shown.ts'
import type { Block, Person, Post, SlackFile, Workspace } from './workspace.ts'

/** Where somebody plays: Slack, as far as its people touch it. */
export interface Playground {
  readonly workspace: Workspace
  readonly stage: Stage
  readonly envelopes: Envelopes
  tell(event: Readonly<Record<string, unknown>>): void
}

export interface WriteOptions {
  readonly thread?: string
  readonly blocks?: readonly Block[]
  readonly files?: readonly SlackFile[]
  /** More of Slack's own fields of the event. */
  readonly event?: Readonly<Record<string, unknown>>
}

/** Somebody with Slack open at the app: what they do, and what they see. */
export class SlackCustomer {
  readonly person: Person
  readonly #server: Playground

  constructor(server: Playground, person: Person) {
    this.#server = server
    this.person = person
  }

  get posts(): readonly Post[] {
    return (this.#server.workspace.posts.get(this.person.channel) ?? []).filter(({ isDeleted }) => !isDeleted)
  }

  shows(presence: Person['presence']): void {
    this.person.presence = presence
  }

  /** The texts of ours that they see now, in order. */
  heard(): readonly string[] {
    return this.posts.filter(({ isBot }) => isBot).map(shownText)
  }

  /** Answers the message's time stamp, which is its id. */
  write(text: string, { thread, blocks = [], files = [], event = {} }: WriteOptions = {}): string {
    const { id, channel } = this.person
    const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    return this.writeRaw(escaped, { ...(thread !== undefined && { thread }), blocks, files, event }, id, channel)
  }

  /** As `write`, with text in Slack's own markup, as its programs make it of mentions and links. */
  writeRaw(text: string, options: WriteOptions = {}, user = this.person.id, channel = this.person.channel): string {
    const { thread, blocks = [], files = [], event = {} } = options
    const thread_ts = thread === undefined ? {} : { thread_ts: thread }
    const post = this.#server.workspace.add(channel, { user, isBot: false, text, blocks, files, ...thread_ts })
    this.#tell({ ...messageJson(post, this.#server.workspace), event_ts: post.ts, ...event })
    return post.ts
  }

  /** Uploads a file; `external` files lie elsewhere and are only linked. */
  upload(name: string, bytes: Buffer, mimetype: string, text = ''): string {
    const { workspace, stage } = this.#server
    const id = workspace.nextId('F')
    stage.uploads.set(id, { name, bytes })
    return this.write(text, { files: [fileJson(id, name, bytes.length, mimetype, stage.origin)] })
  }

  edit(ts: string, text: string): void {
    this.#change(ts, (post) => Object.assign(post, { text, blocks: [], isEdited: true }))
  }

  /** Slack shows more of a link: an event like an edit, with the same text. */
  unfurl(ts: string): void {
    this.#change(ts, () => {})
  }

  delete(ts: string): void {
    const post = this.#post(ts)
    const previous = messageJson(post, this.#server.workspace)
    post.isDeleted = true
    this.#tell({
      ...{ type: 'message', subtype: 'message_deleted', deleted_ts: ts, previous_message: previous, hidden: true },
      ...this.#times(),
    })
  }

  react(ts: string, name: string, removed = false): void {
    const { id, channel } = this.person
    const post = this.#post(ts)
    const users = post.reactions.get(name) ?? new Set()
    if (removed) users.delete(id)
    else users.add(id)
    post.reactions.set(name, users)
    const item = { type: 'message', channel, ts }
    const type = removed ? 'reaction_removed' : 'reaction_added'
    const { event_ts } = this.#times()
    this.#server.tell({ type, user: id, reaction: name, item, item_user: post.user, event_ts })
  }

  openHome(): void {
    const { id, channel, home } = this.person
    const view = home && { type: 'home', ...home }
    this.#server.tell({ type: 'app_home_opened', user: id, channel, tab: 'home', view, ...this.#times() })
  }

  /** The texts of the home page, and what can be pressed there. */
  home(): { readonly text: string; readonly controls: readonly string[] } | undefined {
    const { home } = this.person
    return home && { text: shownBlocks(home.blocks), controls: controlsOf(home.blocks).map(({ label }) => label) }
  }

  /** Opens a new thread with the app as an assistant; answers the thread's id. */
  openThread(): string {
    const { id, channel } = this.person
    const { ts } = this.#times()
    const context = { channel_id: 'C000001', team_id: this.#server.workspace.teamId }
    const assistant_thread = { user_id: id, context, channel_id: channel, thread_ts: ts }
    this.#server.tell({ type: 'assistant_thread_started', assistant_thread, event_ts: ts })
    return ts
  }

  /** Presses a button, or chooses an entry of a menu, of a message or of the home page. */
  press(label: string, where: Post | 'home'): void {
    const blocks = where === 'home' ? (this.person.home?.blocks ?? []) : where.blocks
    const control = controlsOf(blocks).find((one) => one.label === label)
    if (!control) throw new Error(`${this.person.name} sees no "${label}" to press`)
    this.#server.envelopes.send('interactive', this.#pressed(control, where))
  }

  #pressed({ block, element, option }: Control, where: Post | 'home'): Record<string, unknown> {
    const { id, name, channel } = this.person
    const { workspace } = this.#server
    const team = { id: workspace.teamId, domain: 'stand-in' }
    const action = {
      ...{ type: element['type'], action_id: element['action_id'], block_id: block['block_id'] },
      ...{ action_ts: workspace.nextTs(), ...(option ? { selected_option: option } : { value: element['value'] }) },
    }
    const place =
      where === 'home'
        ? { container: { type: 'view', view_id: 'V1' }, view: { type: 'home' } }
        : {
            container: { type: 'message', message_ts: where.ts, channel_id: channel },
            channel: { id: channel, name: 'directmessage' },
            message: messageJson(where, workspace),
          }
    return {
      ...{ type: 'block_actions', user: { id, username: name, team_id: team.id }, team, api_app_id: workspace.appId },
      ...{ token: 'x', trigger_id: `${action.action_ts}.trigger`, ...place, actions: [action] },
    }
  }

  #change(ts: string, act: (post: Post) => void): void {
    const post = this.#post(ts)
    const previous_message = messageJson(post, this.#server.workspace)
    act(post)
    const message = messageJson(post, this.#server.workspace)
    this.#tell({
      ...{ type: 'message', subtype: 'message_changed', message, previous_message, hidden: true, ...this.#times() },
    })
  }

  #post(ts: string): Post {
    const post = this.#server.workspace.post(this.person.channel, ts)
    if (!post) throw new Error(`${this.person.name} sees no message ${ts}`)
    return post
  }

  #times(): { readonly ts: string; readonly event_ts: string } {
    const ts = this.#server.workspace.nextTs()
    return { ts, event_ts: ts }
  }

  #tell(event: Readonly<Record<string, unknown>>): void {
    this.#server.tell({ channel: this.person.channel, channel_type: 'im', ...event })
  }
}
