import { setTimeout as pause } from 'node:timers/promises'
import type { WrittenLine } from './evidence.ts'

/** A line that has no answer by now perhaps never gets one. */
const answerMs = 1000
const lookEveryMs = 20

export interface Pace {
  /** How many lines have to be taken. */
  readonly quota: number
  /** How long to wait before the next line. */
  readonly waitMs: () => number
  readonly isOver: () => boolean
}

export interface Writing {
  /** All lines so far, with what was said to each by now. */
  lines(): readonly WrittenLine[]
  /** Writes the next line, once they can; without waiting for an answer. */
  write(): Promise<void>
}

/** Writes one line after another, whatever is said to them, until enough were taken and nothing is under way any more. */
export async function writeLines(person: Writing, { quota, waitMs, isOver }: Pace): Promise<void> {
  const isEnough = () => person.lines().filter(({ answer }) => answer === 'taken').length >= quota
  const isUnderWay = () => person.lines().at(-1)?.answer === 'none'
  while (!isOver() && (!isEnough() || isUnderWay())) {
    await pause(waitMs())
    await person.write()
    const until = Date.now() + answerMs
    while (isEnough() && isUnderWay() && Date.now() < until) await pause(lookEveryMs)
  }
}
