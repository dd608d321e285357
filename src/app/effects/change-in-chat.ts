import type { ChangeInChat } from '../../core/conversation/effect.ts'
import type { RemoteMessageId } from '../../core/ids.ts'
import { type Change, DeliveryError, type Network } from '../../ports/network.ts'
import { chatFailure } from './chat-failure.ts'
import { done, type EffectResult } from './result.ts'
import { type ChatSender, type ForChat, sendToChat, toChat } from './send-to-chat.ts'

/** `target`: how the network calls the message; absent where that is not known. */
export interface ChatChange extends ForChat {
  readonly effect: ChangeInChat
  readonly target: RemoteMessageId | undefined
}

/** Does something to a message that the customer has. Where the network does not, it is said in words. */
export async function changeInChat(wanted: ChatChange, sender: ChatSender): Promise<EffectResult> {
  const { effect, target, ...forChat } = wanted
  try {
    if (target !== undefined && (await change(sender.network, { ...toChat(forChat), target }, wanted))) return done
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    if (error.failure.kind !== 'refused') {
      return chatFailure(error, { ...forChat, message: wordsOf(effect) }, sender.now())
    }
  }
  if (effect.otherwise === undefined) return done
  return sendToChat({ ...forChat, message: effect.otherwise }, sender)
}

/** False where the network cannot. */
async function change(
  network: Network,
  at: Change,
  { effect, speaker }: Pick<ChatChange, 'effect' | 'speaker'>,
): Promise<boolean> {
  switch (effect.type) {
    case 'edit-in-chat': {
      await network.edit?.({ ...at, message: effect.message, ...(speaker ? { speaker } : {}) })
      return network.edit !== undefined
    }
    case 'redact-in-chat':
      await network.redact?.(at)
      return network.redact !== undefined
    case 'react-in-chat':
      await network.react?.({ ...at, reaction: effect.reaction, removed: effect.removed })
      return network.react !== undefined
  }
}

function wordsOf(effect: ChangeInChat) {
  return effect.otherwise ?? { kind: 'text' as const, text: effect.type === 'react-in-chat' ? effect.reaction : '' }
}
