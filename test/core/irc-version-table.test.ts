import { deepEqual, equal } from 'node:assert/strict'
import { readSoftware, type Software } from '../../src/core/identification/software-table.ts'
import { guessFromRealName } from '../../src/networks/irc/real-names.ts'

/** Where an answer was seen. */
const recorded = 'recorded here: the program of Debian 12, asked on InspIRCd 3.15'
const listed =
  'seen in the wild: on public IRC networks in 2011 and 2012, from a list at the end of a published XChat script'
const program = 'the text in the program of Debian 12'
const source = 'the text in the published source'

const answers: readonly (readonly [raw: string, origin: string, read: Software])[] = [
  ['irssi v1.4.3', recorded, { application: 'irssi', version: '1.4.3' }],
  ['WeeChat 3.8 (Jan 15 2023 08:34:04)', recorded, { application: 'WeeChat', version: '3.8' }],
  [
    'ircII 20210314 Linux 6.18.44-fc-v669 :propelling cheese in the 21st century and beyond!',
    recorded,
    { application: 'ircII', version: '20210314', os: 'Linux' },
  ],
  [
    'ircII 20131229+ScrollZ 2.2.3 (29.12.2013)+Cdcc v1.8+OperMods v1.0 by acidflash - All your metadata are belong to us!',
    recorded,
    { application: 'ScrollZ', version: '2.2.3' },
  ],
  ['HexChat 2.16.1 / Linux', program, { application: 'HexChat', version: '2.16.1', os: 'Linux' }],
  [
    'Konversation 22.12.3 Copyright 2002-2020 by the Konversation team',
    program,
    { application: 'Konversation', version: '22.12.3' },
  ],
  ['TinyIRC 1.1 :*ix', program, { application: 'TinyIRC', version: '1.1' }],
  ['Purple IRC', program, { application: 'Pidgin' }],
  [
    'telepathy-idle 0.2.2 Telepathy IM/VoIP Framework http://telepathy.freedesktop.org',
    program,
    { application: 'Polari', version: '0.2.2' },
  ],
  ['thelounge v4.4.3 -- https://thelounge.chat/', source, { application: 'The Lounge', version: '4.4.3' }],
  [
    'Quassel IRC v0.14.0 (built on 2022-01-04) -- https://www.quassel-irc.org',
    source,
    { application: 'Quassel', version: '0.14.0' },
  ],
  [
    'irssi v0.8.15 - running on Darwin Power Macintosh',
    listed,
    { application: 'irssi', version: '0.8.15', os: 'Darwin' },
  ],
  ['mIRC v7.27 Khaled Mardam-Bey', listed, { application: 'mIRC', version: '7.27' }],
  ['( NoNameScript 4.22 :: www.nnscript.com :: www.esnation.com )', listed, { application: 'mIRC', device: 'desktop' }],
  ['SysReset 2.55.2. Running Addons: Web Update 1.22', listed, { application: 'mIRC', device: 'desktop' }],
  ['HexChat 2.9.1 [x64] / Windows 7 [3.82GHz]', listed, { application: 'HexChat', version: '2.9.1', os: 'Windows 7' }],
  [
    'XChat-WDK 1507 [x86] / Windows 7 [2.49GHz]',
    listed,
    { application: 'XChat-WDK', version: '1507', os: 'Windows 7' },
  ],
  [
    'xchat 2.8.8 Linux 3.4.2-1.fc16.x86_64 [x86_64/1.20GHz/SMP]',
    listed,
    { application: 'XChat', version: '2.8.8', os: 'Linux' },
  ],
  [
    'xchat 2.8.6-2 Windows Vista [AMD/3.68GHz]',
    listed,
    { application: 'XChat', version: '2.8.6-2', os: 'Windows Vista' },
  ],
  [
    'X-Chat Aqua 0.16.0 (xchat 2.6.1) Darwin 10.8.0 [i386/2.33GHz/SMP]',
    listed,
    { application: 'X-Chat Aqua', version: '0.16.0', os: 'Darwin' },
  ],
  [
    "KVIrc 4.2.0 svn-6190 'Equilibrium' 20120701 - build 2012-07-04 14:48:08 UTC - Windows 7 Professional (x64) Service Pack 1 (Build 7601)",
    listed,
    { application: 'KVIrc', version: '4.2.0', os: 'Windows 7' },
  ],
  [
    "KVIrc 4.0.4 svn-5646 'Insomnia' 20110308 - build 2011-03-19 23:10:52 UTC -  (x64) Service Pack 1 (Build 7601)",
    listed,
    { application: 'KVIrc', version: '4.0.4' },
  ],
  ['Konversation 1.4 (C) 2002-2011 by the Konversation team', listed, { application: 'Konversation', version: '1.4' }],
  [
    'Colloquy 1.3.5 (5534) - iPhone OS 6.0 (ARM) - http://colloquy.mobi',
    listed,
    { application: 'Colloquy', version: '1.3.5', os: 'iPhone OS 6.0', device: 'phone' },
  ],
  ['AndChat 1.4.1 http://www.andchat.net', listed, { application: 'AndChat', version: '1.4.1', device: 'phone' }],
  ['IRCCloud:irccloud.com:team@irccloud.com', listed, { application: 'IRCCloud' }],
  ['LimeChat for Mac 2.28', listed, { application: 'LimeChat', version: '2.28', os: 'Mac' }],
  [
    'Nettalk  6.7.14  (c)2002-2012 by Nicolas Kruse (www.ntalk.de)',
    listed,
    { application: 'Nettalk', version: '6.7.14' },
  ],
  [
    'HydraIRC v0.3.165 (12/December/2008) by Dominic Clifton aka Hydra - #HydraIRC on EFNet',
    listed,
    { application: 'HydraIRC', version: '0.3.165' },
  ],
  ['ZNC 0.205 - http://znc.in', listed, { application: 'ZNC (bouncer)', version: '0.205' }],
]

describe('irc: reading answers to CTCP VERSION', () => {
  for (const [raw, origin, read] of answers) {
    it(`[P12] ${raw.slice(0, 50)} (${origin.split(':')[0]})`, () => {
      deepEqual(readSoftware(raw), read)
    })
  }

  it('words that are no client give an empty answer', () => {
    for (const raw of ['', '   ', '!!!', '12345', '( :: )', 'what do you want from me, you robot? go away 3 times']) {
      deepEqual(readSoftware(raw), {}, raw)
    }
  })

  it('an answer made to be slow is read at once', () => {
    const started = performance.now()
    for (const raw of ['KVIrc 1'.padEnd(200, ' Windows'), 'a '.repeat(100), 'irssi v1'.padEnd(200, ' running on')])
      readSoftware(raw)
    equal(performance.now() - started < 50, true)
  })

  it('a real name that a client filled in hints at it, any other does not', () => {
    equal(guessFromRealName('The Lounge User'), 'The Lounge')
    equal(guessFromRealName('https://kiwiirc.com/'), 'Kiwi IRC')
    equal(guessFromRealName('Anna Meier'), undefined)
  })
})
