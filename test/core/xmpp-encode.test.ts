import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import fc from 'fast-check'
import { type Element, element, textOf } from '../../src/networks/xmpp/element.ts'
import { encode, encodeStanza } from '../../src/networks/xmpp/encode.ts'
import { ns } from '../../src/networks/xmpp/namespaces.ts'
import { MalformedStream, StreamParser } from '../../src/networks/xmpp/stream-parser.ts'

const head = `<stream:stream xmlns='${ns.component}' xmlns:stream='${ns.stream}' id='1'>`
const addressed = { from: 'support@help.test/desk', to: 'anna@people.test' }

function parse(text: string): readonly { readonly stanza: Element; readonly isCut: boolean }[] {
  const stanzas: { stanza: Element; isCut: boolean }[] = []
  const parser = new StreamParser({
    opened() {},
    stanza: (stanza, isCut) => stanzas.push({ stanza, isCut }),
    ended() {},
  })
  parser.write(head)
  parser.write(text)
  return stanzas
}

/** What XML can carry of a text, as readers see it. */
function carried(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[^\t\n\r -\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

describe('the one encoder of XMPP', () => {
  it('[I6] any text comes out as the same text, in one element, without what XML cannot carry', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']', '\0', '\r', '\n', '/', '!', '-', 'a', ';') }),
    )
    fc.assert(
      fc.property(anything, anything, (text, value) => {
        const message = element(
          'message',
          ns.component,
          { ...addressed, id: value },
          element('body', ns.component, {}, text),
        )
        const [found, ...others] = parse(encodeStanza(message, 'help.test'))
        equal(others.length, 0)
        const [body] = found?.stanza.children ?? []
        ok(typeof body === 'object')
        equal(textOf(body), carried(text))
        equal(found?.stanza.attrs['id'], carried(value))
      }),
    )
  })

  it('lone halves of characters are left out', () => {
    equal(encode(element('b', 'x', {}, 'a\ud800b'), 'x'), '<b>ab</b>')
  })

  it('[I6] a stanza in the name of others, to nobody, too long or with strange names is not made', () => {
    const stanza = (attrs: Record<string, string>, ...more: readonly Element[]) =>
      element('message', ns.component, { ...addressed, ...attrs }, ...more)
    for (const bad of [
      stanza({ from: 'anna@people.test' }),
      stanza({ from: 'support@help.test.evil' }),
      stanza({ to: 'a b@c' }),
      stanza({ to: '' }),
      stanza({ 'on load': 'x' }),
      stanza({}, element('a><b', ns.component)),
      stanza({}, element('body', ns.component, {}, 'x'.repeat(300_000))),
      element('message', 'jabber:client', addressed),
    ])
      throws(() => encodeStanza(bad, 'help.test'), /not sent to XMPP/)
  })
})

describe('the stream of XMPP', () => {
  it('namespaces are those of the nearest declaration, whatever the prefixes', () => {
    const [found] = parse(
      `<message xmlns:x='urn:x'><x:a><b/><c xmlns='urn:c'><d/><x:e xmlns:x='urn:other'/></c></x:a><constructor:f/></message>`,
    )
    const seen: string[] = []
    const visit = ({ name, ns: namespace, children }: Element): void => {
      seen.push(`${namespace} ${name}`)
      for (const child of children) if (typeof child !== 'string') visit(child)
    }
    if (found) visit(found.stanza)
    const own = ns.component
    deepEqual(seen, [`${own} message`, 'urn:x a', `${own} b`, 'urn:c c', 'urn:c d', 'urn:other e', ' f'])
  })

  it('what is too deep or too much is cut to its attributes; what follows is whole', () => {
    const deep = `<message id='1'>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</message>`
    const many = `<message id='2'>${'<a/>'.repeat(6000)}text</message>`
    const [first, second, third] = parse(`${deep}${many}<message id='3'><body>x</body></message>`)
    deepEqual([first?.isCut, second?.isCut, third?.isCut], [true, true, false])
    deepEqual([first?.stanza.attrs['id'], first?.stanza.children.length], ['1', 0])
    equal(third?.stanza.children.length, 1)
  })

  it('what is no XML of XMPP is refused', () => {
    for (const bad of [
      '<a></b>',
      '<a b=c/>',
      '<a>&x;</a>',
      '<!DOCTYPE a>',
      '<?a b?>',
      '<a>\x01</a>',
      '<a b="1" b="2"/>',
    ]) {
      throws(() => parse(bad), MalformedStream, bad)
    }
  })
})
