import type { SendPriority } from '../../core/conversation/effect.ts'
import type { Clock } from '../../ports/clock.ts'
import { ApiFailure } from './api-failure.ts'

interface Rate {
  /** So many at once. */
  readonly burst: number
  /** Then one in each such time. */
  readonly everyMs: number
}

/** Slack takes about one message a second in a channel, and a few more at once for a moment. */
const inChannel: Rate = { burst: 4, everyMs: 1000 }
const ranks: Readonly<Record<SendPriority, number>> = { agent: 0, prompt: 1, position: 2 }
const mostChannels = 10_000
/** What counts as a message. */
const posting = new Set(['chat.postMessage', 'files.completeUploadExternal'])
/** What Slack takes of other methods in the whole workspace, by its tiers; of the rest it says so when it is too much. */
const ofMethod: Readonly<Record<string, Rate>> = {
  'chat.delete': perMinute(50),
  'chat.update': perMinute(50),
  'conversations.history': perMinute(50),
  'conversations.open': perMinute(50),
  'conversations.replies': perMinute(50),
  'reactions.add': perMinute(50),
  'reactions.remove': perMinute(20),
  'views.publish': perMinute(100),
}

export interface PacedCall<T> {
  readonly method: string
  readonly channel: string
  readonly priority: SendPriority
  readonly hasty: boolean
  readonly run: () => Promise<T>
}

interface Job {
  readonly method: string
  readonly channel: string
  rank: number
  readonly start: () => Promise<void>
  readonly end: (reason: string) => void
}

interface Bucket {
  tokens: number
  filledAt: number
}

function perMinute(count: number): Rate {
  return { burst: Math.ceil(count / 4), everyMs: 60_000 / count }
}

/**
 * When a call may be made: as fast as a channel takes messages and the workspace the method, agents' lines before prompts before positions, and after
 * what Slack says when it was too fast. Slack's limit for one channel holds up no other.
 */
export class Pacer {
  readonly #clock: Clock
  /** By channel. */
  readonly #buckets = new Map<string, Bucket>()
  readonly #methodBuckets = new Map<string, Bucket>()
  /** When a method may be called again: for a channel, or for all (`*`). */
  readonly #limits = new Map<string, number>()
  #waiting: Job[] = []
  #underWay = 0
  #timer: NodeJS.Timeout | undefined
  #ended: string | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Nothing is waiting or under way. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#underWay === 0
  }

  /** Rejects with what `run` rejects with, or with an unreachable ApiFailure when it never ran. */
  call<T>({ method, channel, priority, hasty, run }: PacedCall<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (reason: string) => reject(new ApiFailure(method, 'unreachable', reason))
      if (this.#ended !== undefined) {
        end(this.#ended)
        return
      }
      const job: Job = {
        ...{ method, channel, end, rank: hasty ? 0 : ranks[priority] },
        start: async () => {
          try {
            resolve(await run())
          } catch (error) {
            if (error instanceof ApiFailure && error.kind === 'limited') this.#again(job, error.waitMs)
            else reject(error instanceof Error ? error : new Error(String(error)))
          }
        },
      }
      this.#waiting.push(job)
      this.#pump()
    })
  }

  /** What waits for this channel goes as an agent's line would. */
  hurry(channel: string): void {
    for (const job of this.#waiting) if (job.channel === channel) job.rank = 0
    this.#pump()
  }

  /** After an end: calls are taken again. */
  begin(): void {
    this.#ended = undefined
  }

  /** What waits is given back; what is under way goes on. */
  end(reason: string): void {
    this.#ended = reason
    clearTimeout(this.#timer)
    for (const job of this.#waiting.splice(0)) job.end(reason)
  }

  #again(job: Job, waitMs: number): void {
    if (this.#ended !== undefined) {
      job.end(this.#ended)
      return
    }
    const now = this.#clock.now()
    // A second channel at the same time: it is not the channel that is full, it is all of us.
    const others = [...this.#limits].some(([key, until]) => key.startsWith(`${job.method} `) && until > now)
    this.#limits.set(`${job.method} ${others ? '*' : job.channel}`, now + waitMs)
    this.#waiting.unshift(job)
  }

  #pump(): void {
    clearTimeout(this.#timer)
    if (this.#ended !== undefined) return
    const now = this.#clock.now()
    const blocked = new Set<string>()
    let earliest = Number.POSITIVE_INFINITY
    const ready: Job[] = []
    for (const job of this.#waiting.toSorted((a, b) => a.rank - b.rank)) {
      const at = blocked.has(job.channel) ? Number.POSITIVE_INFINITY : this.#readyAt(job, now)
      if (at <= now) ready.push(job)
      else {
        earliest = Math.min(earliest, at)
        // What follows in this channel does not overtake.
        blocked.add(job.channel)
      }
    }
    for (const job of ready) this.#start(job)
    if (earliest < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#pump(), earliest - now)
  }

  /** Takes the place in the channel when it is ready now. */
  #readyAt({ method, channel }: Job, now: number): number {
    const limit = Math.max(this.#limits.get(`${method} ${channel}`) ?? 0, this.#limits.get(`${method} *`) ?? 0)
    if (limit > now) return limit
    if (posting.has(method)) {
      if (this.#buckets.size > mostChannels) this.#sweep(now)
      return take(this.#buckets, channel, inChannel, now)
    }
    const rate = ofMethod[method]
    return rate ? take(this.#methodBuckets, method, rate, now) : now
  }

  #sweep(now: number): void {
    for (const [channel, { filledAt }] of this.#buckets) {
      if (now - filledAt > inChannel.burst * inChannel.everyMs) this.#buckets.delete(channel)
    }
    for (const [key, until] of this.#limits) if (until < now) this.#limits.delete(key)
  }

  #start(job: Job): void {
    this.#waiting = this.#waiting.filter((one) => one !== job)
    this.#underWay++
    void job.start().finally(() => {
      this.#underWay--
      this.#pump()
    })
  }
}

/** Takes a token where there is one; else says from when on there is. */
function take(buckets: Map<string, Bucket>, key: string, { burst, everyMs }: Rate, now: number): number {
  const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now }
  buckets.set(key, bucket)
  bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filledAt) / everyMs)
  bucket.filledAt = now
  if (bucket.tokens < 1) return now + Math.ceil((1 - bucket.tokens) * everyMs)
  bucket.tokens--
  return now
}
