import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parse } from 'yaml'
import type { SwitchboardProcess } from './switchboard-process.ts'

export interface Pushed {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Pushes transactions to a running Switchboard as its homeserver does, with whatever a homeserver would never send. */
export class RawHomeserver {
  readonly #url: string
  readonly #port: number
  readonly #token: string
  #events = 0

  constructor({ port, registration }: SwitchboardProcess) {
    this.#port = port
    this.#url = `http://127.0.0.1:${port}/_matrix/app/v1/transactions`
    this.#token = (parse(readFileSync(registration, 'utf8')) as { hs_token: string }).hs_token
  }

  /** `token`: another one, or none if empty. The numbers are not those of the real homeserver, which may push as well. */
  async push(transaction: string, body: string | Buffer, token = this.#token): Promise<Pushed> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (token !== '') headers['authorization'] = `Bearer ${token}`
    const answer = await fetch(`${this.#url}/raw-${transaction}`, { method: 'PUT', body, headers })
    return { status: answer.status, body: (await answer.json()) as Pushed['body'] }
  }

  pushEvents(transaction: string, events: readonly unknown[]): Promise<Pushed> {
    return this.push(transaction, JSON.stringify({ events }))
  }

  /** A message with an id that no other has. */
  message(room: string, sender: string, body: string, changes: object = {}): Readonly<Record<string, unknown>> {
    return {
      type: 'm.room.message',
      room_id: room,
      sender,
      event_id: `$hostile-${++this.#events}`,
      origin_server_ts: Date.now(),
      content: { msgtype: 'm.text', body },
      ...changes,
    }
  }

  /** Begins a transaction, says that it is long, and goes away in the middle. */
  async breaksOff(transaction: string, beginning: string): Promise<void> {
    const socket = connect(this.#port, '127.0.0.1')
    const head = `PUT /_matrix/app/v1/transactions/raw-${transaction} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${this.#token}`
    await new Promise<void>((resolve) => {
      socket.write(`${head}\r\nContent-Length: 100000\r\n\r\n${beginning}`, () => resolve())
    })
    socket.destroy()
  }
}
