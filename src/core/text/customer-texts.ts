import type { Feature } from '../identification/features.ts'

/** How an agent is called before the customer: by name, or not at all where the policy says "an agent". */
interface ByAgent {
  /** Absent: the customer is not to know the name. */
  readonly agent?: string | undefined
}

interface InLine {
  /** From 1. */
  readonly position: number
  /** An estimate in ms; absent when there is no basis for one. */
  readonly waitMs?: number | undefined
}

interface InQueue {
  /** The queue's title. */
  readonly queue: string
}

type Nothing = Readonly<Record<never, never>>

/** Every text a customer sees, by id, with what it needs to know. Times in ms. All of it goes through `say`. */
export interface CustomerTexts {
  /** The first line, at once. `organisation` is written as it stands, e.g. `the Example help desk`. */
  readonly greeting: {
    readonly name: string
    readonly organisation: string
    readonly returning: boolean
    /** Whether they may ask for their earlier conversations. */
    readonly hasPast?: boolean | undefined
  }
  /** They came without a word, and there is no question to ask. */
  readonly 'just-write': Nothing
  /** Without choices: a free-text answer. */
  readonly question: { readonly question: string; readonly choices?: readonly string[] | undefined }
  /** The question follows again within it. */
  readonly 'answer-not-understood': {
    readonly answer: string
    readonly suggestion?: string | undefined
    readonly choices: readonly string[]
  }
  /** A near miss or a mention was taken for a choice: say which, so that a mistake is seen. */
  readonly 'answer-taken-as': { readonly choice: string }
  /** By them, or because nothing they wrote could be taken for an answer. */
  readonly 'question-skipped': Nothing
  /** Routing has begun, no agent is known yet. `thanks` after answers. */
  readonly 'looking-for-someone': { readonly queue?: string | undefined; readonly thanks: boolean }
  /** The first word on the place in the queue, `position` 1 meaning next. `nobodyThere`: all are away, not busy. */
  readonly 'in-line': InLine & InQueue & { readonly thanks: boolean; readonly nobodyThere?: boolean | undefined }
  readonly 'position-changed': InLine
  /** The answer to `position`. */
  readonly 'position-asked': InLine & InQueue
  readonly 'position-not-in-line': Nothing
  /** Somebody has been invited and has not answered yet. */
  readonly 'position-being-offered': Nothing
  /** They have heard nothing for long, because nothing changed. */
  readonly 'still-waiting': InLine
  /** The answer to `agent`. */
  readonly 'agent-asked-for': Nothing
  /** The answer to `history`: stands above `past-entry`, one line each. */
  readonly 'past-list': Nothing
  /** `now` and `openedAt` in ms since the epoch. */
  readonly 'past-entry': ByAgent & {
    readonly number: number
    readonly now: number
    readonly openedAt: number
    readonly queue?: string | undefined
    readonly outcome?: string | undefined
    readonly request: string
  }
  readonly 'past-none': Nothing
  /** Without an account nobody can say whose past it is. */
  readonly 'past-not-vouched': Nothing
  readonly 'agent-joined': ByAgent
  /** How an agent is called where they are not named and the network shows who speaks. */
  readonly speaker: Nothing
  /** What stands before each line of an agent, with the space after it. */
  readonly 'line-prefix': ByAgent
  /** What stands before what an agent does (`/me`), with the space after it. */
  readonly 'emote-prefix': ByAgent
  /** What stands before the new text of an edited message, with the space after it. */
  readonly 'edited-prefix': ByAgent
  /** In the place of a colleague's Matrix id where agents are not named; within a line of an agent. */
  readonly colleague: Nothing
  /** In the place of a link or an id that customers cannot open; within a line of an agent. */
  readonly 'internal-link': Nothing
  /** Once, before the first edited message. */
  readonly 'edits-explained': ByAgent
  readonly redacted: ByAgent
  /** Once, with the first redaction. */
  readonly 'redactions-explained': Nothing
  /** `key` is an emoji or a short word, `text` what it is about, empty where that has no words. */
  readonly reacted: ByAgent & { readonly key: string; readonly text: string }
  readonly file: ByAgent & {
    readonly kind: 'image' | 'audio' | 'video' | 'file'
    readonly name: string
    /** Absent: there is no way to show it to people outside. */
    readonly url?: string | undefined
    readonly validMs?: number | undefined
  }
  /** The customer offered a file in a way that cannot be taken (DCC). Where another contact of ours takes files: its kind of network and its link. */
  readonly 'file-not-taken': { readonly network?: string | undefined; readonly link?: string | undefined }
  /** Another contact that leads to the same people, and what goes there and not here. */
  readonly elsewhere: { readonly network: string; readonly features: readonly Feature[]; readonly link: string }
  /** Once: what they edited is not in the agent's room, so the new text goes there. */
  readonly 'own-edits-explained': ByAgent
  readonly transferred: ByAgent & InQueue
  readonly held: ByAgent
  readonly resumed: ByAgent
  readonly 'agent-left': ByAgent
  /** `code` is shown only where it is fit for customers, see `closingCodes`. */
  readonly 'closed-by-agent': ByAgent & { readonly code: string }
  readonly 'closed-by-customer': Nothing
  readonly 'cancel-ask-back': Nothing
  /** `cancel` of somebody who has no conversation. */
  readonly 'nothing-to-cancel': Nothing
  /** We lost the connection: what was written then did not reach us. */
  readonly gap: { readonly ms: number }
  /** Too many new conversations at once from all of a network. */
  readonly 'too-many-conversations': Nothing
  /** The same from one customer, or from where they are. What they wrote is not kept. */
  readonly 'too-fast': Nothing
  readonly blocked: Nothing
  readonly encrypted: Nothing
  /** Once: what they write is encrypted for somebody's own program, and there is no other way to write to us. */
  readonly 'write-unencrypted': Nothing
  /** What they wrote lay somewhere before it came, and nothing has been done with it. Times in ms since the epoch. */
  readonly 'came-late': {
    /** Absent: nobody can say when. */
    readonly writtenAt?: number | undefined
    readonly now: number
    /** As their program or their account names it. */
    readonly timeZone?: string | undefined
  }
  /** What a contact shows to those who look before writing (an away text, a status). */
  readonly 'contact-open': {
    readonly free: number
    readonly agents: number
    readonly waiting: number
    readonly waitMs?: number | undefined
  }
  readonly 'contact-nobody-there': Nothing
  /** On a home page, which is no place to write. */
  readonly 'home-hint': Nothing
  /** On its button; short. */
  readonly 'home-start': Nothing
  /** Before the list of their own past conversations. */
  readonly 'home-past': Nothing
  /** One of them; `date` as they write it, `request` how it began. */
  readonly 'home-past-one': ByAgent & { readonly date: string; readonly request: string }
}

export type TextId = keyof CustomerTexts

/** One language, complete: a missing text does not compile. */
export type LanguageTexts = { readonly [Id in TextId]: (params: CustomerTexts[Id]) => string }
