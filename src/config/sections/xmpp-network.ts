import { z } from 'zod'
import { key } from '../about.ts'
import { hostName, port, text, textLike } from '../values.ts'
import { greetOnKey } from './greet-on.ts'
import { languageKey, networkId } from './network-keys.ts'

/** What may stand before the @ of an address (RFC 7622), as far as anybody would choose it. */
const localPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/
const domainPattern = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

const contact = z.strictObject({
  id: key(
    textLike(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'is not an id (a-z 0-9 _ -, at most 32 characters)'),
    'Its id in commands and rules; what stands before the @ of its address; its name for people.',
    { sample: 'help' },
  ),
  address: key(textLike(localPattern, 'is not the part of an address before the @ (a-z 0-9 . _ -)'), '', {
    sample: 'support',
  }),
  name: key(text().default('Help desk'), ''),
  greet_on: greetOnKey(['message', 'subscribe']),
})

export const xmppNetwork = z.strictObject({
  id: key(networkId(), 'Its id in commands and rules. Never change it later.', { sample: 'people' }),
  type: key(z.literal('xmpp'), 'What kind of network it is: xmpp.', { sample: 'xmpp' }),
  displayname: key(text().default(''), 'Its name for people. Empty: the id.', { sample: 'Example people' }),
  address: key(hostName().default('127.0.0.1'), 'The XMPP server. Components have no TLS: keep it on this machine.'),
  port: key(port().default(5347), 'Its port for components.'),
  domain: key(
    textLike(domainPattern, 'is not a domain such as help.example.com'),
    'The domain of the component: all addresses on it are ours.',
    { sample: 'help.example.net', replaceBy: 'set the domain of your component, or remove this network.' },
  ),
  secret: key(
    textLike(/^[^\s\0](?:[^\r\n\0]*[^\s\0])?$/, 'must be one line'),
    'The secret of the component, as in the XMPP server.',
    { sample: 'the secret of the component', replaceBy: 'set the component secret of your XMPP server.', secret: true },
  ),
  contacts: key(
    z
      .array(contact)
      .min(1, { error: 'needs at least one contact' })
      .refine((all) => new Set(all.map(({ address }) => address)).size === all.length, {
        error: 'names an address twice',
      }),
    'What customers write to: support@help.example.net.',
  ),
  language: languageKey(),
  avatar: key(text().default(''), 'A picture that the contacts show: a PNG or JPEG file, at most 64 kB. Empty: none.'),
})
