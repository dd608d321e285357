import { calendarDay } from './calendar-day.ts'
import type { Language } from './language.ts'

/** A moment as people say it. `day` is absent on the day it is said. `isUtc`: their time zone is not known, so that has to be said. */
interface Moment {
  readonly day?: string
  readonly time: string
  readonly isUtc: boolean
}

/** `timeZone`: a name (`Europe/Berlin`) or an offset (`+02:00`, `Z`); one that nobody knows counts as none. Times in ms since the epoch. */
export function momentOf(language: Language, at: number, now: number, timeZone: string | undefined): Moment {
  const zone = timeZone === undefined ? undefined : zoneOf(timeZone === 'Z' ? '+00:00' : timeZone)
  const day = calendarDay(language, at, now, zone)
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone ?? 'UTC' }).format(
    at,
  )
  return { ...(day === calendarDay(language, now, now, zone) ? {} : { day }), time, isUtc: zone === undefined }
}

function zoneOf(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
