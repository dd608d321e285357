import type { Carries, Conversation } from './state.ts'

/** Whether the network of this conversation does it itself; what it does not, is said in words. */
export function isNative({ carries }: Conversation, ability: keyof Carries): boolean {
  return carries?.[ability] === 'native'
}
