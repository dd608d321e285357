import { languages } from '../../core/text/language.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { ContactState, Standing } from '../../ports/network.ts'
import { avatarMark } from './avatar.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import { ownCaps } from './own-info.ts'
import type { XmppContact, XmppSettings } from './settings.ts'

const longestStatus = 500
/** Nobody there is no reason to look gone: whatever is written is taken, and programs show no status of who is offline. */
const shows: Readonly<Record<Standing, string | undefined>> = {
  free: 'chat',
  busy: undefined,
  long: 'away',
  closed: 'xa',
}

/** What the presence of a contact holds (RFC 6121 4.7): how it stands, in every language we speak. */
export function ownPresence(
  contact: XmppContact,
  state: ContactState | undefined,
  { language, avatar }: XmppSettings,
): readonly Element[] {
  const show = state && shows[state.standing]
  const ordered = [language, ...languages.filter((one) => one !== language)]
  const texts = ordered.map((lang) => ({ lang, text: oneLine(state?.texts[lang] ?? '', longestStatus) }))
  const statuses = texts
    .filter(({ text }) => text !== '')
    .map(({ lang, text }) => element('status', ns.component, { 'xml:lang': lang }, text))
  return [
    ...(show === undefined ? [] : [element('show', ns.component, {}, show)]),
    ...statuses,
    ownCaps(contact),
    ...(avatar ? [avatarMark(avatar)] : []),
  ]
}
