import type { RoomId } from '../core/ids.ts'
import type { Home } from './home.ts'
import { type Json, objectIn } from './json.ts'
import { latestOf, type SentEvent } from './outgoing.ts'

/** The card of a room, or a later wording of it. */
export interface Card extends SentEvent {
  readonly isEdit: boolean
}

const mark = 'im.switchboard.card'

/** What stands in the content of cards. Nothing of it is left in one that was taken back. */
export const cardMark: Json = { [mark]: true }

/** The newest first. */
export async function cardsIn(home: Home, room: RoomId): Promise<readonly Card[]> {
  const cards: Card[] = []
  for await (const event of latestOf(home, room, home.botId)) {
    const { content } = event
    if (content[mark] === true) cards.push({ ...event, isEdit: objectIn(content, 'm.relates_to') !== undefined })
  }
  return cards
}
