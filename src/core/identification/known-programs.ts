import type { Feature } from './features.ts'

/** What is known of a program, as values of facts. */
export type KnownValues = { readonly [name in Feature | 'os' | 'device']?: string }

interface Program {
  readonly application: string
  /** The first version of which it is true, as `0.4`; absent: of all that are about. */
  readonly from?: string
  readonly can?: readonly Feature[]
  readonly cannot?: readonly Feature[]
  readonly os?: string
  readonly device?: string
  /** Where it can be looked up. */
  readonly source: string
}

/** On IRC files go by DCC, straight from machine to machine, which nobody can take for an agent. */
const textOnly: Pick<Program, 'can' | 'cannot'> = {
  can: ['formatting'],
  cannot: ['files', 'edits', 'replies', 'reactions', 'threads'],
}

/** What is known of programs apart from what they say of themselves: only what is certain. What no row names stays unknown. */
const programs: readonly Program[] = [
  {
    application: 'irssi',
    device: 'terminal',
    ...textOnly,
    source: 'irssi 1.4.3: capabilities and formats in its manual',
  },
  { application: 'WeeChat', device: 'terminal', ...textOnly, source: "WeeChat 3.8: user's guide, chapter on IRC" },
  { application: 'ircII', device: 'terminal', ...textOnly, source: 'ircII 20210314: help files' },
  { application: 'ScrollZ', device: 'terminal', ...textOnly, source: 'ScrollZ 2.2.3: help files' },
  { application: 'EPIC5', device: 'terminal', ...textOnly, source: 'EPIC5 2.1: help files' },
  { application: 'HexChat', device: 'desktop', ...textOnly, source: 'HexChat 2.16: documentation' },
  { application: 'mIRC', device: 'desktop', os: 'Windows', ...textOnly, source: 'mIRC 7: help file' },
  {
    application: 'TinyIRC',
    device: 'terminal',
    cannot: ['files', 'edits', 'replies', 'reactions', 'formatting', 'typing', 'threads'],
    source: 'TinyIRC 1.1: manual page',
  },
  {
    application: 'Profanity',
    device: 'terminal',
    can: ['files', 'edits', 'typing'],
    cannot: ['reactions', 'replies', 'threads'],
    source: 'Profanity 0.13: /help sendfile, /help correct; its list of XEPs',
  },
  {
    application: 'mcabber',
    device: 'terminal',
    can: ['typing'],
    cannot: ['files', 'reactions', 'replies', 'threads'],
    source: 'mcabber 1.1.2: manual page and disco#info',
  },
  { application: 'Gajim', device: 'desktop', can: ['files', 'edits', 'typing'], source: 'Gajim 1.7: its list of XEPs' },
  { application: 'Dino', device: 'desktop', can: ['files', 'edits', 'typing'], source: 'Dino 0.2: its list of XEPs' },
  { application: 'Dino', from: '0.4', can: ['reactions', 'replies'], source: 'Dino 0.4: release notes' },
  {
    application: 'Conversations',
    device: 'phone',
    os: 'Android',
    can: ['files', 'edits', 'typing', 'formatting'],
    source: 'Conversations 2: its list of XEPs',
  },
]

/** What goes with a program of this name and version, as values of facts. */
export function knownOf(application: string, version: string | undefined): KnownValues {
  const rows = programs.filter((row) => row.application === application && isFrom(version, row.from))
  return Object.assign({}, ...rows.map(valuesOf))
}

function valuesOf({ can = [], cannot = [], os, device }: Program): KnownValues {
  return {
    ...Object.fromEntries([...can.map((feature) => [feature, 'yes']), ...cannot.map((feature) => [feature, 'no'])]),
    ...(os === undefined ? {} : { os }),
    ...(device === undefined ? {} : { device }),
  }
}

function isFrom(version: string | undefined, from: string | undefined): boolean {
  if (from === undefined) return true
  if (version === undefined) return false
  const [is, first] = [versionParts(version), versionParts(from)]
  return is.major !== first.major ? is.major > first.major : is.minor >= first.minor
}

/** The first two numbers of a version, 0 where there is none: `v1.4.3-2` is 1 and 4. */
export function versionParts(version: string): { readonly major: number; readonly minor: number } {
  const [, major = '0', minor = '0'] = /(\d{1,9})(?:\.(\d{1,9}))?/.exec(version) ?? []
  return { major: Number(major), minor: Number(minor) }
}
