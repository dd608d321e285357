import { z } from 'zod'
import { key } from '../about.ts'

/** What people can do on a network to come to a contact. `message` is possible everywhere. */
type Coming = 'message' | 'subscribe' | 'home' | 'thread'

const says: Readonly<Record<Coming, string>> = {
  message: 'message: they write',
  subscribe: 'subscribe: they add it to their contacts',
  home: 'home: they press the start button',
  thread: 'thread: they open a thread for it',
}

/**
 * The key `greet_on` of a contact: on what occasions, of those its network has, it greets and asks its first question.
 * All of them where it is left out.
 */
export function greetOnKey<const Known extends readonly [Coming, ...Coming[]]>(known: Known) {
  const occasions = z
    .array(z.enum(known, { error: `is not one of ${known.join(', ')}` }))
    .refine((all) => new Set(all).size === all.length, { error: 'names an occasion twice' })
    .default([...known])
  return key(occasions, `When it greets and asks its first question.\n${known.map((one) => says[one]).join('; ')}.`)
}
