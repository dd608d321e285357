import type { Language } from '../text/language.ts'

/** What a customer may ask of us with one word that is their whole message. */
export type CustomerWord = 'cancel' | 'position' | 'agent' | 'history'

type Meaning = CustomerWord | 'skip'

/** Whatever language we speak to them, people type the one they think in. */
const words: Record<Language, Record<Meaning, readonly string[]>> = {
  en: {
    cancel: ['cancel'],
    position: ['position', 'queue position', 'my position'],
    agent: ['agent', 'human', 'person', 'operator', 'a human', 'a person', 'an agent'],
    history: ['history', 'my history'],
    skip: ['skip', 'next', 'pass'],
  },
  de: {
    cancel: ['abbrechen', 'abbruch'],
    position: ['position', 'platz', 'wartezeit'],
    agent: ['mitarbeiter', 'mitarbeiterin', 'mensch', 'berater', 'beraterin'],
    history: ['verlauf', 'mein verlauf'],
    skip: ['weiter', 'überspringen', 'ueberspringen', 'egal'],
  },
}

const meanings = new Map<string, Meaning>(
  Object.values(words).flatMap((language) =>
    Object.entries(language).flatMap(([meaning, forms]) => forms.map((form) => [form, meaning as Meaning] as const)),
  ),
)

/** The meaning of a whole message, already in the form of `plainWord`; undefined for ordinary text. */
export function meaningOf(plain: string): Meaning | undefined {
  return meanings.get(plain)
}

const quotes = /^["'„“”‚‘’«»‹›`]+|["'„“”‚‘’«»‹›`]+$/g
const trailing = /[.!?,;:)\]]+$/
const leading = /^[([#]+/

/** A message as far as a word or a number counts: lower case, common forms of letters, no quotes or punctuation around it. */
export function plainWord(text: string): string {
  const bare = text.slice(0, 500).normalize('NFKC').trim().replace(quotes, '').replace(trailing, '')
  return bare.replace(leading, '').replace(quotes, '').replace(/\s+/g, ' ').trim().toLowerCase()
}
