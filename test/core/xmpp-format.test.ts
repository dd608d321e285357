import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import type { RichNode } from '../../src/core/message/message.ts'
import { verificationOf } from '../../src/networks/xmpp/caps.ts'
import { parseAddress, printAddress } from '../../src/networks/xmpp/chat.ts'
import { cutText } from '../../src/networks/xmpp/cut-text.ts'
import { element } from '../../src/networks/xmpp/element.ts'
import { bareOf, fullOf, parseJid } from '../../src/networks/xmpp/jid.ts'
import { ns } from '../../src/networks/xmpp/namespaces.ts'
import { toBodies } from '../../src/networks/xmpp/to-bodies.ts'

const text = (words: string): RichNode => ({ type: 'text', text: words })
const info = (name: string, ...attrs: readonly Record<string, string>[]) =>
  attrs.map((each) => element(name, ns.discoInfo, each))
const field = (name: string, type: string | undefined, ...values: readonly string[]) =>
  element(
    'field',
    ns.dataForms,
    { var: name, type },
    ...values.map((value) => element('value', ns.dataForms, {}, value)),
  )

describe('XMPP: formatting and addresses', () => {
  it('formatting becomes message styling, with marks that touch their words', () => {
    const rich: readonly RichNode[] = [
      { type: 'block', block: 'heading', children: [text('Steps')] },
      { type: 'styled', style: 'bold', children: [text('first ')] },
      { type: 'styled', style: 'italic', children: [text('then\nnext')] },
      { type: 'styled', style: 'strike', children: [text(' ')] },
      { type: 'list', ordered: true, items: [[text('one')], [text('two')]] },
      { type: 'block', block: 'quote', children: [text('said\nso')] },
      { type: 'block', block: 'preformatted', children: [text('ls -l\n')] },
      { type: 'link', url: 'https://example.org', children: [text('here')] },
      { type: 'colored', color: '#ff0000', children: [{ type: 'styled', style: 'code', children: [text('x')] }] },
    ]
    equal(
      toBodies({ kind: 'text', text: '', rich }, 1000)[0],
      '*Steps*\n*first* _then_\n_next_ \n1. one\n2. two\n> said\n> so\n```\nls -l\n```\nhere (https://example.org)`x`',
    )
    deepEqual(toBodies({ kind: 'emote', text: 'waves' }, 1000), ['/me waves'])
    deepEqual(toBodies({ kind: 'text', text: ' \n ' }, 1000), [])
  })

  it('a long text is cut into pieces that fit, between words, never inside a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 80, max: 300 }), (long, most) => {
        const pieces = cutText(long, most)
        ok(pieces.every((piece) => Buffer.byteLength(piece) <= most && piece !== '' && piece.isWellFormed()))
        equal(pieces.join('').replace(/[\n ]/g, ''), long.replace(/[\n ]/g, ''))
      }),
    )
    deepEqual(cutText('one two three', 8), ['one two', 'three'])
    deepEqual(cutText('one two\nthree four', 12), ['one two', 'three four'])
  })

  it('the hash of features is that of the examples in XEP-0115', () => {
    const features = ['http://jabber.org/protocol/caps', ns.discoInfo, ns.discoItems, 'http://jabber.org/protocol/muc']
    const simple = element(
      'query',
      ns.discoInfo,
      {},
      ...info('identity', { category: 'client', type: 'pc', name: 'Exodus 0.9.1' }),
      ...info('feature', ...features.map((feature) => ({ var: feature }))),
    )
    equal(verificationOf(simple), 'QgayPKawpkPSDYmwT/WM94uAlu0=')
    const form = element(
      'x',
      ns.dataForms,
      { type: 'result' },
      field('FORM_TYPE', 'hidden', 'urn:xmpp:dataforms:softwareinfo'),
      field('ip_version', undefined, 'ipv4', 'ipv6'),
      field('os', undefined, 'Mac'),
      field('os_version', undefined, '10.5.1'),
      field('software', undefined, 'Psi'),
      field('software_version', undefined, '0.11'),
    )
    const complex = element(
      'query',
      ns.discoInfo,
      {},
      ...info(
        'identity',
        { 'xml:lang': 'en', category: 'client', name: 'Psi 0.11', type: 'pc' },
        { 'xml:lang': 'el', category: 'client', name: 'Ψ 0.11', type: 'pc' },
      ),
      ...info('feature', ...features.map((feature) => ({ var: feature }))),
      form,
    )
    equal(verificationOf(complex), 'q07IKJEyjvHSyhy//CH0CxmKi8w=')
  })

  it('addresses are taken apart, folded where case does not count, and refused where they are none', () => {
    const full = parseJid('Anna@People.Test/My Phone')
    ok(full)
    deepEqual([bareOf(full), fullOf(full)], ['anna@people.test', 'anna@people.test/My Phone'])
    equal(parseJid('people.test/a@b/c')?.resource, 'a@b/c')
    const none = ['', '@x', 'a@', 'a b@c', 'a@b@c', 'a@b c', 'a<b@c', 'a@b/\0', `a@${'b'.repeat(1100)}`, 'a\n@b']
    for (const bad of none) equal(parseJid(bad), undefined, bad)
  })

  it('what is kept beside a chat is read again, and nothing else', () => {
    const known = parseAddress(
      '{"jid":"anna@people.test","contact":"support","isLocked":true,"lastFrom":"anna@people.test/x"}',
    )
    ok(known)
    deepEqual(parseAddress(printAddress(known.chat, true)), { ...known, sees: true })
    for (const bad of ['', '1', '{}', '{"jid":1,"contact":"x"}', '{"jid":"a b","contact":"x"}'])
      equal(parseAddress(bad), undefined)
  })
})
