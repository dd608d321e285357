import type { Language } from './language.ts'

interface ClosingCode {
  readonly meaning: string
  /** What the customer is told; absent: nothing, the code is for us. */
  readonly told?: Readonly<Record<Language, string>>
}

/** How a conversation ended, as agents type it after `close`. `closed` is what a bare `close` means. */
export const closingCodes = {
  solved: { meaning: 'the customer has what they came for', told: { en: 'solved', de: 'gelöst' } },
  unsolved: { meaning: 'it could not be solved here' },
  answered: { meaning: 'answered, it is not known whether it helped', told: { en: 'answered', de: 'beantwortet' } },
  silent: { meaning: 'the customer stopped answering' },
  duplicate: { meaning: 'the same as another conversation' },
  spam: { meaning: 'not a request for help' },
  closed: { meaning: 'no reason given' },
} as const satisfies Record<string, ClosingCode>

export type ClosingCodeName = keyof typeof closingCodes

/** The code as a customer may see it, or undefined. */
export function closingCodeTold(language: Language, code: string): string | undefined {
  const known: ClosingCode | undefined = Object.hasOwn(closingCodes, code)
    ? closingCodes[code as ClosingCodeName]
    : undefined
  return known?.told?.[language]
}
