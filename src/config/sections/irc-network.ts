import { z } from 'zod'
import { key } from '../about.ts'
import { hostName, port, section, someText, text, textLike, wholeNumber } from '../values.ts'
import { languageKey, networkId } from './network-keys.ts'

const nickPattern = /^[A-Za-z[\]\\`_^{|}][A-Za-z0-9[\]\\`_^{|}-]{0,63}$/
/** A word between spaces of an IRC line: it can neither end the line nor become another parameter. */
const wordPattern = /^[^\s:\0][^\s\0]*$/u

const tls = section({
  enabled: key(z.boolean().default(true), 'Whether to use TLS.'),
  verify: key(z.boolean().default(true), 'Whether the certificate must be valid. false only for tests.'),
  ca: key(text().default(''), 'A file with the certificate authority (PEM). Empty: those that Node.js knows.'),
})

const sasl = z.strictObject({
  username: key(someText(), ''),
  password: key(someText(), '', { secret: true }),
})

const flood = section({
  burst: key(wholeNumber(1, 100).default(8), 'How many lines may go at once, then one line per interval.'),
  interval_ms: key(wholeNumber(0, 60_000).default(1100), ''),
})

export const ircNetwork = z.strictObject({
  id: key(networkId(), 'Its id in commands and rules. Never change it later.', { sample: 'libera' }),
  type: key(z.literal('irc'), 'What kind of network it is: irc.', { sample: 'irc' }),
  displayname: key(text().default(''), 'Its name for people. Empty: the id.', { sample: 'Libera Chat' }),
  address: key(hostName(), 'The IRC server.', {
    sample: 'irc.example.net',
    replaceBy: 'set the address of the IRC server, or remove this network.',
  }),
  port: key(port().default(6697), ''),
  tls: key(tls, 'TLS to the IRC server.'),
  contact: key(
    textLike(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'is not an id (a-z 0-9 _ -, at most 32 characters)').default('support'),
    'The id of this contact in commands and rules: what customers write to.',
  ),
  nick: key(
    textLike(nickPattern, 'is not an IRC nick'),
    'The nick customers write to, and others to take until it is free.',
    { sample: 'support' },
  ),
  alternative_nicks: key(z.array(textLike(nickPattern, 'is not an IRC nick')).default([]), '', {
    sample: ['support_'],
  }),
  username: key(
    textLike(wordPattern, 'must not be empty, have spaces or begin with ":"').default('switchboard'),
    'User name and real name as others see them on IRC.',
  ),
  realname: key(textLike(/^[^\r\n\0]+$/, 'must be one line').default('Help desk'), ''),
  server_password: key(
    textLike(/^[^\r\n\0]*$/, 'must be one line').default(''),
    'The password of the server (PASS). Empty: none.',
    { secret: true },
  ),
  sasl: key(
    sasl.nullable().default(null),
    'The services account of the nick: {username: support, password: ...}. null: none.',
  ),
  services_nick: key(
    textLike(new RegExp(`${nickPattern.source}|^$`), 'is not an IRC nick').default('NickServ'),
    'The nick of the services, where sasl is set: when it goes, health and the admin room say so, and when\nit comes back we sign in if we are not. Empty: nobody looks.',
  ),
  language: languageKey(),
  ctcp_version: key(z.boolean().default(true), 'Whether to ask what software customers use (CTCP VERSION).'),
  shared_hosts: key(
    z.array(textLike(wordPattern, 'is not a host pattern')).default([]),
    'Hosts that many people share (bouncers, web chats, gateways), with * and ?. On these user@host\nidentifies nobody; only a services account does.',
    {
      sample: ['*.irccloud.com', '*/web/*'],
    },
  ),
  flood: key(flood, 'How fast lines may go, so that the server does not close the connection.'),
})
