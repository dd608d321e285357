import type { Feature } from '../identification/features.ts'
import type { Language } from './language.ts'

const names: Record<Language, Record<Feature, string>> = {
  en: {
    files: 'files',
    edits: 'edits',
    replies: 'replies to a single message',
    reactions: 'reactions',
    formatting: 'formatting',
    typing: 'typing',
    threads: 'threads',
    longtext: 'long texts',
  },
  de: {
    files: 'Dateien',
    edits: 'Änderungen an Nachrichten',
    replies: 'Antworten auf einzelne Nachrichten',
    reactions: 'Reaktionen',
    formatting: 'Formatierung',
    typing: 'Tippen',
    threads: 'Threads',
    longtext: 'lange Texte',
  },
}
const and: Record<Language, string> = { en: 'and', de: 'und' }

/** What can be done, as customers read it: `files, edits and reactions`. */
export function featureList(language: Language, features: readonly Feature[]): string {
  const words = features.map((feature) => names[language][feature])
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${and[language]} ${last}`
}
