import { cleanParams } from './clean-params.ts'
import type { CustomerTexts, LanguageTexts, TextId } from './customer-texts.ts'
import { english } from './english.ts'
import { german } from './german.ts'
import type { Language } from './language.ts'

const texts: Record<Language, LanguageTexts> = { en: english, de: german }

/**
 * A text for a customer, in their language. Always one line. Whatever strings the parameters hold are made harmless first
 * (`oneLine`), so names and quotations may be handed in as they came.
 */
export function say<Id extends TextId>(language: Language, id: Id, params: CustomerTexts[Id]): string {
  return texts[language][id](cleanParams(params))
}
