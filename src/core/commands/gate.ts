import { catalogue } from './catalogue.ts'
import type { CommandName } from './command.ts'
import type { Place } from './command-row.ts'
import { type Level, reaches } from './permissions.ts'

const placeWords: Readonly<Record<Place, string>> = {
  dm: 'in a direct chat with me',
  'admin-room': 'in the admin room',
  conversation: "in a conversation's room",
}

/** Why this person may not use this command here, or undefined where they may. The only place that decides it. */
export function refusalOf(name: CommandName, level: Level, place: Place): string | undefined {
  const { level: needed, places } = catalogue[name]
  if (!reaches(level, needed)) return `"${name}" is for ${needed}s${standing(level)} An admin can change that.`
  if (!places.includes(place)) return `"${name}" works only ${places.map((one) => placeWords[one]).join(' or ')}.`
  return undefined
}

function standing(level: Level): string {
  switch (level) {
    case 'block':
    case 'none':
      return ', and you are not entered here.'
    case 'agent':
    case 'supervisor':
    case 'admin':
      return `, and you are ${level === 'supervisor' ? 'a' : 'an'} ${level}.`
  }
}
