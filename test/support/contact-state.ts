import type { ContactId } from '../../src/core/ids.ts'
import type { ContactState } from '../../src/ports/network.ts'

/** How a contact stands, as a test wants it; the same text in every language unless told. */
export function contactState(text: string, more: Partial<ContactState> = {}): ContactState {
  return {
    contact: 'support' as ContactId,
    text,
    texts: { en: text, de: text },
    open: true,
    standing: 'free',
    free: 1,
    waiting: 0,
    ...more,
  }
}
