type Json = Readonly<Record<string, unknown>>

export type Ask = {
  readonly method: string
  /** Decoded parts, from `_matrix` on. */
  readonly path: readonly string[]
  readonly as: string | undefined
  readonly body: Json
}

/** A message that an application service sent and this homeserver took. */
export type SentMessage = { readonly room: string; readonly sender: string; readonly content: Json }

export type Answer = { readonly status: number; readonly body: Json }

type Room = { readonly state: Map<string, Json>; readonly members: Map<string, string> }

const ok = (body: Json = {}): Answer => ({ status: 200, body })
const missing: Answer = { status: 404, body: { errcode: 'M_NOT_FOUND', error: 'Not found' } }

function memberEvent(user: string, membership: string): Json {
  return { type: 'm.room.member', state_key: user, content: { membership } }
}

/** Rooms, members and messages of the stand-in, and the part of the client-server API that concerns them. */
export class StandInRooms {
  readonly #serverName: string
  readonly #note: (event: object) => void
  readonly #onMessage: (message: SentMessage) => void
  readonly #rooms = new Map<string, Room>()
  readonly #aliases = new Map<string, string>()
  readonly #taken = new Map<string, string>()
  #count = 0

  constructor(serverName: string, note: (event: object) => void, onMessage: (message: SentMessage) => void) {
    this.#serverName = serverName
    this.#note = note
    this.#onMessage = onMessage
  }

  /** A room that exists from the beginning. */
  open(id: string, members: readonly string[]): void {
    this.#rooms.set(id, { state: new Map(), members: new Map(members.map((member) => [member, 'join'])) })
  }

  /** An event of a person, as the application service gets it. */
  post(room: string, sender: string, content: Json): string {
    return this.#event(room, sender, 'm.room.message', content)
  }

  answer(ask: Ask): Answer {
    const [, , version, area = '', ...rest] = ask.path
    if (version === 'versions') return ok({ versions: ['v1.13'] })
    switch (area) {
      case 'createRoom':
        return this.#create(ask)
      case 'directory':
        return this.#find(rest[1] ?? '')
      case 'rooms':
        return this.#inRoom(ask, rest)
      case 'join':
        return this.#move(rest[0] ?? '', ask.as ?? '', ask.as ?? '', 'join')
      case 'capabilities':
        return ok({ capabilities: { 'm.room_versions': { default: '12' } } })
      case 'profile':
      case 'user':
        return ask.method === 'GET' ? missing : ok()
      default:
        return ok()
    }
  }

  #create({ body, as }: Ask): Answer {
    const alias = body['room_alias_name']
    const known = typeof alias === 'string' && this.#aliases.has(alias)
    if (known) return { status: 400, body: { errcode: 'M_ROOM_IN_USE', error: 'The alias is in use' } }
    const id = `!r${++this.#count}`
    if (typeof alias === 'string') this.#aliases.set(alias, id)
    this.open(id, [as ?? `@switchboard:${this.#serverName}`])
    for (const { type, content } of (body['initial_state'] ?? []) as { type: string; content: Json }[]) {
      this.#rooms.get(id)?.state.set(`${type}/`, content)
    }
    return ok({ room_id: id })
  }

  #find(address: string): Answer {
    const id = this.#aliases.get(address.slice(1).split(':')[0] ?? '')
    return id === undefined ? missing : ok({ room_id: id })
  }

  #inRoom(ask: Ask, [id = '', action = '', first = '', second = '']: readonly string[]): Answer {
    const room = this.#rooms.get(id)
    if (!room) return missing
    const subject = typeof ask.body['user_id'] === 'string' ? ask.body['user_id'] : (ask.as ?? '')
    const by = ask.as ?? `@switchboard:${this.#serverName}`
    switch (action) {
      case 'send':
        return this.#send(ask, id, second)
      case 'state':
        return this.#state(ask, room, `${first}/${second}`)
      case 'invite':
        return this.#move(id, by, subject, 'invite')
      case 'kick':
      case 'leave':
        return this.#move(id, by, subject, 'leave')
      case 'members':
        return ok({ chunk: [...room.members].map(([user, membership]) => memberEvent(user, membership)) })
      default:
        return ok({ chunk: [] })
    }
  }

  /** A transaction id is taken once in each room, whoever uses it. */
  #send({ as, body }: Ask, room: string, transaction: string): Answer {
    const key = `${room}/${transaction}`
    const known = this.#taken.get(key)
    if (known !== undefined) return ok({ event_id: known })
    const sender = as ?? `@switchboard:${this.#serverName}`
    const id = this.#event(room, sender, 'm.room.message', body)
    this.#taken.set(key, id)
    this.#onMessage({ room, sender, content: body })
    return ok({ event_id: id })
  }

  #state({ method, body }: Ask, room: Room, key: string): Answer {
    if (method === 'PUT') {
      room.state.set(key, body)
      return ok({ event_id: `$s${++this.#count}` })
    }
    const member = key.startsWith('m.room.member/') ? room.members.get(key.slice('m.room.member/'.length)) : undefined
    const content = member === undefined ? room.state.get(key) : { membership: member }
    return content === undefined ? missing : ok(content)
  }

  #move(id: string, sender: string, user: string, membership: string): Answer {
    this.#rooms.get(id)?.members.set(user, membership)
    this.#event(id, sender, 'm.room.member', { membership }, user)
    return ok({ room_id: id })
  }

  #event(room: string, sender: string, type: string, content: Json, stateKey?: string): string {
    const id = `$e${++this.#count}`
    const state = stateKey === undefined ? {} : { state_key: stateKey }
    this.#note({ room_id: room, event_id: id, sender, type, content, origin_server_ts: Date.now(), ...state })
    return id
  }
}
