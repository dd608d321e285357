import { buffer } from 'node:stream/consumers'
import type { RoomDescription } from '../../src/core/conversation/effect.ts'
import type { AgentId, EffectKey, MatrixEventId, RoomId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import type { Ghost, GhostDeed, Matrix, RoomRequest, UserPresence } from '../../src/ports/matrix.ts'

export interface Posted {
  readonly room: RoomId
  /** `bot`, or the localpart of a ghost. */
  readonly by: string
  readonly key: EffectKey
  readonly message: Message
  /** The event it answers. */
  readonly answers?: MatrixEventId
  readonly isCard?: boolean
}

/** Something that a ghost, or the bot with its card, did to an event. */
export interface Deed {
  readonly type: 'edit' | 'redaction' | 'reaction'
  readonly key: EffectKey
  readonly target: MatrixEventId
  readonly text?: string
}

export interface Uploaded {
  readonly by: string
  readonly name: string
  readonly contentType: string
  readonly content: string
}

interface LoopbackRoom {
  readonly members: Map<string, 'join' | 'invite'>
  description: RoomDescription
  isEncrypted: boolean
}

/** A homeserver within the process: what is sent stays here to be looked at, and a repeated key is taken once. */
export class LoopbackMatrix implements Matrix {
  readonly posted: Posted[] = []
  readonly deeds: Deed[] = []
  readonly typed: boolean[] = []
  readonly read: MatrixEventId[] = []
  readonly rooms = new Map<RoomId, LoopbackRoom>()
  readonly invitations: { readonly room: RoomId; readonly user: AgentId; readonly reason: string }[] = []
  /** What befalls an invitation, which `invite` carries out. */
  onInvite: (invite: () => 'invited' | 'already') => Promise<'invited' | 'already'> = async (invite) => invite()
  readonly displayNames = new Map<AgentId, string>()
  readonly avatars = new Map<AgentId, string>()
  readonly uploads: Uploaded[] = []
  /** What it answers when asked. */
  readonly presences = new Map<AgentId, UserPresence>()
  /** The presence of ghosts, in the order in which it was shown. */
  readonly shown: string[] = []

  /** From now on nobody is invited, until the answer is called. */
  holdInvitations(): () => void {
    const { promise: released, resolve } = Promise.withResolvers<void>()
    this.onInvite = async (invite) => {
      await released
      return invite()
    }
    return resolve
  }

  room(id: RoomId): LoopbackRoom {
    const room = this.rooms.get(id) ?? { members: new Map(), description: { name: '', topic: '' }, isEncrypted: false }
    this.rooms.set(id, room)
    return room
  }

  async ensureGhost(): Promise<void> {}

  async createRoom({ conversation, description, ghost }: RoomRequest): Promise<RoomId> {
    const id = `!conversation-${conversation}:hs` as RoomId
    const room = this.room(id)
    room.description = description
    room.members.set(ghost.localpart, 'join')
    return id
  }

  async describeRoom(room: RoomId, description: RoomDescription): Promise<void> {
    this.room(room).description = description
  }

  async postAsGhost(post: Parameters<Matrix['postAsGhost']>[0]): Promise<MatrixEventId> {
    const { room, ghost, key, message, answers } = post
    return this.#post({ room, by: ghost.localpart, key, message, ...(answers && { answers }) })
  }

  async editAsGhost({ key, target, message }: Parameters<Matrix['editAsGhost']>[0]): Promise<MatrixEventId> {
    return this.#do({ type: 'edit', key, target, text: message.text })
  }

  async redactAsGhost({ key, target }: GhostDeed): Promise<void> {
    this.#do({ type: 'redaction', key, target })
  }

  async reactAsGhost({ key, target, reaction }: GhostDeed & { reaction: string }): Promise<MatrixEventId> {
    return this.#do({ type: 'reaction', key, target, text: reaction })
  }

  async setTyping(_room: RoomId, _ghost: Ghost, isTyping: boolean): Promise<void> {
    this.typed.push(isTyping)
  }

  async markRead(_room: RoomId, _ghost: Ghost, event: MatrixEventId): Promise<void> {
    this.read.push(event)
  }

  #do(deed: Deed): MatrixEventId {
    if (!this.deeds.some(({ key }) => key === deed.key)) this.deeds.push(deed)
    return `$${deed.key}` as MatrixEventId
  }

  async postAsBot({ room, key, message, isCard }: Parameters<Matrix['postAsBot']>[0]): Promise<MatrixEventId> {
    return this.#post({ room, by: 'bot', key, message, ...(isCard && { isCard }) })
  }

  async renewCard({ room, key, message, wipes }: Parameters<Matrix['renewCard']>[0]): Promise<void> {
    const cards = this.posted.filter((post) => post.room === room && post.isCard)
    const card = cards.at(-1)
    if (!card || card.key === key) return
    this.posted.splice(this.posted.indexOf(card), 1, { ...card, message })
    this.#do({ type: wipes ? 'redaction' : 'edit', key, target: `$${card.key}` as MatrixEventId, text: message.text })
  }

  #post(post: Posted): MatrixEventId {
    if (!this.posted.some(({ key, room }) => key === post.key && room === post.room)) this.posted.push(post)
    return `$${post.key}` as MatrixEventId
  }

  invite(room: RoomId, user: AgentId, reason: string): Promise<'invited' | 'already'> {
    return this.onInvite(() => this.#invite(room, user, reason))
  }

  #invite(room: RoomId, user: AgentId, reason: string): 'invited' | 'already' {
    const { members } = this.room(room)
    if (members.has(user)) return 'already'
    members.set(user, 'invite')
    this.invitations.push({ room, user, reason })
    return 'invited'
  }

  async remove(room: RoomId, user: AgentId): Promise<void> {
    this.room(room).members.delete(user)
  }

  async archiveRoom(room: RoomId, ghost: Ghost): Promise<void> {
    this.room(room).members.delete(ghost.localpart)
  }

  async directRoom(user: AgentId): Promise<RoomId> {
    const id = `!made-for-${user.slice(1)}` as RoomId
    this.room(id).members.set(user, 'invite')
    return id
  }

  async adminRoom(): Promise<RoomId> {
    return '!admin:hs' as RoomId
  }

  async membersOf(room: RoomId): Promise<ReadonlyMap<string, 'join' | 'invite'>> {
    return this.room(room).members
  }

  async quotable(room: RoomId, event: MatrixEventId): Promise<{ sender: AgentId; text: string } | undefined> {
    const post = this.posted.find((one) => one.room === room && `$${one.key}` === event)
    if (!post) return undefined
    return { sender: `@${post.by === 'bot' ? 'switchboard' : post.by}:hs` as AgentId, text: post.message.text }
  }

  async displayNameOf(user: AgentId): Promise<string | undefined> {
    return this.displayNames.get(user)
  }

  async avatarOf(user: AgentId): Promise<string | undefined> {
    return this.avatars.get(user)
  }

  async presenceOf(user: AgentId): Promise<UserPresence | undefined> {
    return this.presences.get(user)
  }

  async showPresence({ localpart }: Ghost, presence: UserPresence, text = ''): Promise<void> {
    this.shown.push(`${localpart} ${presence}${text === '' ? '' : `: ${text}`}`)
  }

  async join(room: RoomId): Promise<void> {
    this.room(room).members.set('bot', 'join')
  }

  async isEncrypted(room: RoomId): Promise<boolean> {
    return this.room(room).isEncrypted
  }

  async download(): Promise<never> {
    throw new Error('there are no files here')
  }

  async upload(file: Parameters<Matrix['upload']>[0]): Promise<{ mxc: string; bytes: number }> {
    const content = await buffer(file.stream)
    const { name, contentType } = file
    this.uploads.push({ by: file.ghost.localpart, name, contentType, content: content.toString() })
    return { mxc: `mxc://hs/${this.uploads.length}`, bytes: content.length }
  }

  publicLink(): string {
    return ''
  }

  async ping(): Promise<number> {
    return 1
  }

  async recentEvents(_room: RoomId): Promise<readonly unknown[]> {
    return []
  }

  serverName(): string {
    return 'hs'
  }
}
