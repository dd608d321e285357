import { type Language, languages } from '../../core/text/language.ts'
import { say } from '../../core/text/say.ts'
import type { ContactState, PastConversation } from '../../ports/network.ts'
import { encodeWhole, plainText } from './encode.ts'
import type { Json } from './json.ts'
import { startAction } from './received.ts'

const longestHeader = 150
const longestButton = 75

export interface HomePage {
  readonly title: string
  readonly language: Language
  readonly locale: string
  readonly timeZone: string | undefined
  readonly state: ContactState | undefined
  readonly past: readonly PastConversation[]
}

/** The language of somebody with this locale (`de-DE`). */
export function languageOf(locale: string, otherwise: Language): Language {
  return languages.find((language) => locale.toLowerCase().startsWith(language)) ?? otherwise
}

/** What somebody sees who looks before writing. */
export function homeView(page: HomePage): Json {
  const { title, language, state, past } = page
  const lines = past.map((one) => pastLine(page, one))
  const button = { type: 'button', action_id: startAction, style: 'primary', value: startAction }
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plainText(title, longestHeader) },
      ...(state && state.texts[language] !== '' ? textBlocks(state.texts[language]) : []),
      ...textBlocks(say(language, 'home-hint', {})),
      {
        type: 'actions',
        block_id: 'home',
        elements: [{ ...button, text: plainText(say(language, 'home-start', {}), longestButton) }],
      },
      ...(lines.length === 0
        ? []
        : [{ type: 'divider' }, ...textBlocks(say(language, 'home-past', {})), ...lines.flatMap(textBlocks)]),
    ],
  }
}

function textBlocks(text: string): readonly Json[] {
  return encodeWhole({ kind: 'text', text }).blocks
}

function pastLine(
  { language, locale, timeZone }: HomePage,
  { openedAt, agentName, request }: PastConversation,
): string {
  return say(language, 'home-past-one', { date: dateOf(openedAt, locale, timeZone), agent: agentName, request })
}

function dateOf(at: number, locale: string, timeZone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(timeZone ? { timeZone } : {}) }).format(at)
  } catch {
    // A locale or a zone that this machine does not know.
    return new Date(at).toISOString().slice(0, 10)
  }
}
