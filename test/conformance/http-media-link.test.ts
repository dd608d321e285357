import assert from 'node:assert/strict'
import fc from 'fast-check'
import { checkMediaLink, makeMediaLink } from '../../src/http/media-link.ts'
import { cleanFileName } from '../../src/util/clean-file-name.ts'

const key = 'k'.repeat(32)
const link = { mxc: 'mxc://help.test/AbC_-123', expiresAt: 2_000_000_000_000, fileName: 'Rechnung März.pdf' }
const before = link.expiresAt - 1000

function parts(url: string): { token: string; fileName: string } {
  const [, token = '', fileName = ''] = /\/media\/([^/]+)\/([^/]+)$/.exec(url) ?? []
  return { token, fileName: decodeURIComponent(fileName) }
}

function check(url: string, now = before, withKey = key) {
  const { token, fileName } = parts(url)
  return checkMediaLink(withKey, token, fileName, now)
}

describe('media links', () => {
  const url = makeMediaLink('https://help.test', key, link) ?? ''

  it('lead to their file until they expire', () => {
    assert.match(url, /^https:\/\/help\.test\/media\/[\w.-]+\/Rechnung%20M%C3%A4rz\.pdf$/)
    assert.deepEqual(check(url), { ok: true, mxc: link.mxc, fileName: link.fileName })
    assert.deepEqual(check(url, link.expiresAt), { ok: false, reason: 'expired' })
  })

  it('are the same whenever they are made of the same, so that a repeat shows no second link', () => {
    assert.equal(makeMediaLink('https://help.test', key, link), url)
  })

  it('fit into a line of IRC', () => {
    const long = makeMediaLink('https://switchboard.help.test', key, { ...link, fileName: 'x'.repeat(500) })
    assert.ok((long ?? '').length < 250)
  })

  it('are worthless when any character is changed', () => {
    for (let at = url.indexOf('/media/') + 7; at < url.length; at++) {
      if ('/%'.includes(url[at] ?? '')) continue
      const forged = `${url.slice(0, at)}${url[at] === 'A' ? 'B' : 'A'}${url.slice(at + 1)}`
      let checked: unknown
      try {
        checked = check(forged)
      } catch {
        continue // no longer a URL
      }
      assert.deepEqual(checked, { ok: false, reason: 'unknown' }, forged)
    }
  })

  it('do not pass with another key, without a signature or with zeros for one', () => {
    assert.deepEqual(check(url, before, 'other'), { ok: false, reason: 'unknown' })
    const { token, fileName } = parts(url)
    const [expiry, media] = token.split('.')
    for (const signature of ['', 'AAAAAAAAAAAAAAAAAAAAAA', '.']) {
      assert.equal(checkMediaLink(key, `${expiry}.${media}.${signature}`, fileName, before).ok, false)
    }
  })

  it('a part cannot be moved into its neighbour', () => {
    const one = parts(makeMediaLink('', key, { ...link, fileName: 'a' }) ?? '').token
    assert.equal(checkMediaLink(key, one, 'a"', before).ok, false)
    assert.equal(checkMediaLink(key, `${one}.x`, 'a', before).ok, false)
  })

  it('are not made for what is no file in Matrix', () => {
    for (const mxc of [
      '',
      'mxc://',
      'mxc://a',
      'mxc://a/b/c',
      'mxc://a/../b',
      'https://a/b',
      'mxc://a/b?x',
      'mxc://a b/c',
    ]) {
      assert.equal(makeMediaLink('', key, { ...link, mxc }), undefined, mxc)
    }
  })
})

describe('file names in links', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['photo.jpg', 'photo.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.exe', 'a.exe'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['..', 'file'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie x'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a"b.png', 'ab.png'],
    [`${'ä'.repeat(300)}.pdf`, `${'ä'.repeat(76)}.pdf`],
  ]
  for (const [name, clean] of rows) {
    it(`${JSON.stringify(name.slice(0, 30))} becomes ${JSON.stringify(clean.slice(0, 30))}`, () => {
      assert.equal(cleanFileName(name), clean)
    })
  }

  it('cleaning twice changes nothing, and every name makes a link that works', () => {
    const anyText = fc.array(fc.oneof(fc.integer({ min: 0, max: 0x10ffff }), fc.integer({ min: 0, max: 127 })))
    fc.assert(
      fc.property(anyText, (codePoints) => {
        const name = cleanFileName(String.fromCodePoint(...codePoints))
        assert.equal(cleanFileName(name), name)
        assert.ok(check(makeMediaLink('https://a', key, { ...link, fileName: name }) ?? '').ok)
      }),
    )
  })
})
