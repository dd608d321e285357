/** What the tests use of @xmpp/client, which comes without types. */
declare module '@xmpp/client' {
  export interface XmlElement {
    readonly name: string
    readonly attrs: Readonly<Record<string, string | undefined>>
    readonly children: readonly (XmlElement | string)[]
    is(name: string, xmlns?: string): boolean
    getChild(name: string, xmlns?: string): XmlElement | undefined
    getChildText(name: string, xmlns?: string): string | null
    getChildren(name: string, xmlns?: string): readonly XmlElement[]
    toString(): string
  }

  export interface Client {
    readonly jid: { toString(): string } | null
    readonly status: string
    readonly reconnect: { stop(): void }
    start(): Promise<unknown>
    stop(): Promise<unknown>
    disconnect(timeoutMs?: number): Promise<unknown>
    send(element: XmlElement): Promise<void>
    write(text: string): Promise<void>
    on(event: 'stanza', listener: (stanza: XmlElement) => void): void
    on(event: 'error', listener: (error: Error) => void): void
    on(event: 'disconnect' | 'offline', listener: () => void): void
  }

  export function client(options: {
    readonly service: string
    readonly domain: string
    readonly username: string
    readonly password: string
    readonly resource?: string
  }): Client

  export function xml(
    name: string,
    attrs?: Readonly<Record<string, string | undefined>>,
    ...children: readonly (XmlElement | string)[]
  ): XmlElement
}
