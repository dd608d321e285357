import assert from 'node:assert/strict'
import { fileType } from '../../src/core/message/file-type.ts'

describe('the type of a file that a stranger gave', () => {
  const typeOf = (served: string, declared?: string) => {
    const { contentType, kind } = fileType(served, declared)
    return `${kind} ${contentType}`
  }

  it('is what its server says, or else what came with the message', () => {
    assert.equal(typeOf('image/png'), 'image image/png')
    assert.equal(typeOf('Audio/OGG; codecs=opus'), 'audio audio/ogg')
    assert.equal(typeOf('video/mp4', 'image/png'), 'video video/mp4')
    assert.equal(typeOf('application/pdf'), 'file application/pdf')
    assert.equal(typeOf('application/octet-stream', 'image/png'), 'image image/png')
    assert.equal(typeOf('', 'image/png; x'), 'image image/png')
    assert.equal(typeOf('nonsense', 'more nonsense'), 'file application/octet-stream')
    assert.equal(typeOf('image/png\r\nx: y'), 'file application/octet-stream')
    assert.equal(typeOf('constructor/x'), 'file constructor/x')
  })

  it('[I6] is never one that a browser runs', () => {
    const active = [
      ...['text/html', 'TEXT/HTML; charset=utf-8', 'application/xhtml+xml', 'image/svg+xml', 'image/svg', 'text/xml'],
      ...['application/xml', 'application/rss+xml', 'text/javascript', 'application/x-javascript', 'text/ecmascript'],
      ...['multipart/related', 'message/rfc822', 'application/x-mimearchive', 'text/x-html'],
    ]
    for (const type of active) {
      assert.equal(typeOf(type), 'file application/octet-stream', type)
      assert.equal(typeOf('application/octet-stream', type), 'file application/octet-stream', type)
    }
    assert.equal(typeOf('text/html', 'image/png'), 'file application/octet-stream')
  })
})
