/** Languages Switchboard speaks completely. */
export type Language = 'en' | 'de'

export const languages: readonly Language[] = ['en', 'de']
