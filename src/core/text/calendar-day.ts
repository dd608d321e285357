import type { Language } from './language.ts'

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' }
const halfYearMs = 183 * 86_400_000

/** A day as people say it: `3 June`, with the year when it is long ago: `3 June 2024`. Times in ms since the epoch. */
export function calendarDay(language: Language, at: number, now: number, timeZone = 'UTC'): string {
  const year = now - at > halfYearMs ? ({ year: 'numeric' } as const) : {}
  return new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'long', ...year, timeZone }).format(at)
}
