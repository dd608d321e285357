/** Languages Switchboard speaks completely. */
export type Language = 'en' | 'de'

export const languages: readonly Language[] = ['en', 'de']

/** The language of a tag such as `de-AT`, or undefined when we do not speak it. */
export function languageOf(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split(/[-_]/)[0]
  return languages.find((language) => language === primary)
}
