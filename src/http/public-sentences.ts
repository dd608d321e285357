/** What people read who open a link that gives no file. */
export interface PublicSentences {
  readonly unknown: string
  readonly expired: string
  readonly gone: string
  readonly unavailable: string
}

const sentences: Readonly<Record<'en' | 'de', PublicSentences>> = {
  en: {
    unknown: 'There is nothing here. If you followed a link, it is not complete: please copy all of it.',
    expired: 'This link has expired. Please ask for the file again.',
    gone: 'This file is no longer kept. Please ask for it again.',
    unavailable: 'The file cannot be fetched right now. Please try again in a few minutes.',
  },
  de: {
    unknown: 'Hier ist nichts. Falls Sie einem Link gefolgt sind, ist er unvollständig: bitte ganz kopieren.',
    expired: 'Dieser Link ist abgelaufen. Bitte fragen Sie noch einmal nach der Datei.',
    gone: 'Diese Datei wird nicht mehr aufbewahrt. Bitte fragen Sie noch einmal danach.',
    unavailable: 'Die Datei ist gerade nicht abrufbar. Bitte versuchen Sie es in einigen Minuten noch einmal.',
  },
}

/** The sentences in the first language of an `Accept-Language` header that we have; else in English. */
export function publicSentences(acceptLanguage: string | undefined): PublicSentences {
  const wanted = (acceptLanguage ?? '').split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase())
  const found = wanted.find((language) => language === 'en' || language === 'de')
  return sentences[found === 'de' ? 'de' : 'en']
}
