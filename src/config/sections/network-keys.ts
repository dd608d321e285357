import { z } from 'zod'
import { key } from '../about.ts'
import { textLike } from '../values.ts'

/** Keys that every network has. */
export function networkId() {
  return textLike(/^[a-z0-9][a-z0-9-]{0,31}$/, 'is not an id (a-z 0-9 -, at most 32 characters)')
}

export function languageKey() {
  return key(
    z.enum(['en', 'de']).default('en'),
    'The language of the bot towards customers, until it knows better: en or de.',
  )
}
