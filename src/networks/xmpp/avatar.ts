import { createHash } from 'node:crypto'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import type { Avatar } from './settings.ts'

/** The picture within a vCard (XEP-0054). */
export function photoElement({ type, data }: Avatar): Element {
  return element(
    'PHOTO',
    ns.vcard,
    {},
    element('TYPE', ns.vcard, {}, type),
    element('BINVAL', ns.vcard, {}, Buffer.from(data).toString('base64')),
  )
}

/** The mark in presence by which programs see that the picture is another one (XEP-0153). */
export function avatarMark({ data }: Avatar): Element {
  const hash = createHash('sha1').update(data).digest('hex')
  return element('x', ns.vcardUpdate, {}, element('photo', ns.vcardUpdate, {}, hash))
}
