import type { Language } from './language.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

type Unit = 'second' | 'minute' | 'hour' | 'day'

const names: Record<Language, Record<Unit, readonly [one: string, many: string]>> = {
  en: {
    second: ['second', 'seconds'],
    minute: ['minute', 'minutes'],
    hour: ['hour', 'hours'],
    day: ['day', 'days'],
  },
  de: {
    second: ['Sekunde', 'Sekunden'],
    minute: ['Minute', 'Minuten'],
    hour: ['Stunde', 'Stunden'],
    day: ['Tag', 'Tage'],
  },
}
const aboutWord: Record<Language, string> = { en: 'about', de: 'etwa' }
const underAMinute: Record<Language, string> = { en: 'less than a minute', de: 'weniger als eine Minute' }

/** A time that has passed or is set, in whole units: `7 seconds`, `2 minutes`, `3 days`. At least one second. */
export function exactDuration(language: Language, ms: number): string {
  const { count, unit } = wholeUnits(ms)
  return inWords(language, count, unit)
}

/** An estimate, no more exact than it can be: `less than a minute`, `about 2 minutes`, `about 25 minutes`, `about 3 hours`. */
export function roughDuration(language: Language, ms: number): string {
  if (ms < 45 * second) return underAMinute[language]
  const minutes = Math.max(1, Math.round(ms / minute))
  const inMinutes = minutes <= 15 ? minutes : Math.round(minutes / 5) * 5
  if (inMinutes < 60) return `${aboutWord[language]} ${inWords(language, inMinutes, 'minute')}`
  return `${aboutWord[language]} ${inWords(language, Math.max(1, Math.round(minutes / 60)), 'hour')}`
}

/** For agents and tables, short: `40 s`, `12 min`, `3 h`, `2 d`. Never negative. */
export function shortDuration(ms: number): string {
  const abbreviations: Record<Unit, string> = { second: 's', minute: 'min', hour: 'h', day: 'd' }
  const { count, unit } = wholeUnits(ms, 0)
  return `${count} ${abbreviations[unit]}`
}

/** `1st`, `2nd`, `11th`, `23rd`. */
export function ordinal(count: number): string {
  const isTeen = count % 100 >= 11 && count % 100 <= 13
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${ending}`
}

function wholeUnits(ms: number, least = 1): { count: number; unit: Unit } {
  const seconds = Math.round(ms / second)
  if (seconds < 60) return { count: Math.max(least, seconds), unit: 'second' }
  const minutes = Math.round(ms / minute)
  if (minutes < 60) return { count: minutes, unit: 'minute' }
  if (ms < 23.5 * hour) return { count: Math.round(ms / hour), unit: 'hour' }
  return { count: Math.round(ms / day), unit: 'day' }
}

function inWords(language: Language, count: number, unit: Unit): string {
  const [one, many] = names[language][unit]
  return `${count} ${count === 1 ? one : many}`
}
