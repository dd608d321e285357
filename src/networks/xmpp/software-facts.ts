import type { AppProfile, Fact, FactName } from '../../core/identification/app-profile.ts'
import { fact } from '../../ports/network.ts'
import type { DiscoInfo } from './caps.ts'
import { childOf, type Element, textOf } from './element.ts'
import { ns } from './namespaces.ts'

const longestValue = 200
const controls = /[\0-\x1f\x7f-\x9f]/g
/** Types of the identity `client` by the registrar's list, as we call the kinds of devices. */
const devices: Readonly<Record<string, string>> = {
  pc: 'desktop',
  phone: 'phone',
  handheld: 'phone',
  sms: 'phone',
  web: 'browser',
  console: 'terminal',
}

type Values = { readonly [name in FactName]?: string | undefined }

/** What a program says of itself when asked by jabber:iq:version (XEP-0092). */
export function versionFacts(query: Element, at: number): AppProfile {
  const said = (name: string) => textOf(childOf(query, name, ns.version))
  const [name, version, os] = [said('name'), said('version'), said('os')].map(clean)
  const raw = [name, version, os].filter(Boolean).join(' ')
  return toFacts({ application: name, version, os, raw }, 'jabber:iq:version', at)
}

/** What a program's features tell (XEP-0030, XEP-0128, XEP-0232). What is not named is unknown, never "no". */
export function discoFacts(info: DiscoInfo, at: number, isVerified: boolean): AppProfile {
  const client = info.identities.find(({ category }) => category === 'client')
  const features = new Set(info.features)
  const values: Values = {
    application: info.fields.get('software') ?? client?.name,
    version: info.fields.get('software_version'),
    os: info.fields.get('os'),
    device: devices[client?.type ?? ''],
    bot: client?.type === 'bot' ? 'yes' : undefined,
    files: features.has(ns.outOfBand) ? 'yes' : undefined,
    typing: features.has(ns.chatStates) ? 'yes' : undefined,
    formatting: features.has(ns.styling) ? 'yes' : undefined,
  }
  return toFacts(values, isVerified ? 'disco#info, confirmed by caps' : 'disco#info', at)
}

/** The time zone of the device (XEP-0202), as `+02:00` or `Z`. */
export function timeFacts(time: Element, at: number): AppProfile {
  const zone = textOf(childOf(time, 'tzo', ns.time)).trim()
  return /^(?:Z|[+-]\d\d:\d\d)$/.test(zone) ? toFacts({ timeZone: zone }, 'entity time', at) : {}
}

function toFacts(values: Values, source: string, at: number): AppProfile {
  const facts = Object.entries(values).flatMap(([name, value]): [string, Fact][] => {
    const cleaned = clean(value ?? '')
    return cleaned === '' ? [] : [[name, fact(cleaned, source, at, 'declared')]]
  })
  return Object.fromEntries(facts)
}

/** Their own words are not to be trusted: one short line without controls. */
function clean(text: string): string {
  return text.replace(controls, ' ').replace(/\s+/g, ' ').trim().slice(0, longestValue)
}
