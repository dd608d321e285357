import assert from 'node:assert/strict'
import { FetchError } from '../../src/ports/remote-files.ts'
import { fileAddress } from '../../src/remote-files/file-address.ts'
import { isPublicAddress } from '../../src/remote-files/public-address.ts'

/** Why an address is not gone to. */
function refusal(text: string): string {
  try {
    return `none: ${fileAddress(text).href}`
  } catch (error) {
    assert.ok(error instanceof FetchError)
    assert.equal(error.failure.kind, 'refused')
    return error.failure.text
  }
}

/** The server that an address names, as it would be resolved. */
const serverOf = (text: string) => fileAddress(text).hostname.replace(/^\[|\]$/g, '')

describe('an IP address', () => {
  it('of the public internet is public', () => {
    for (const address of ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255'])
      assert.ok(isPublicAddress(address), address)
    for (const address of ['172.32.0.0', '192.167.255.255', '198.17.255.255', '198.20.0.0', '223.255.255.255'])
      assert.ok(isPublicAddress(address), address)
    for (const address of ['2001:200::1', '2606:4700:4700::1111', '2a00:1450:4001::200e', '3ffe:ffff::1'])
      assert.ok(isPublicAddress(address), address)
  })

  it('of anything else is not', () => {
    const notPublic = [
      ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
      ...['127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1'],
      ...['192.88.99.1', '192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
      ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
      ...[
        '::',
        '::1',
        '::127.0.0.1',
        '::ffff:127.0.0.1',
        '::ffff:8.8.8.8',
        '::ffff:7f00:1',
        '0:0:0:0:0:ffff:0a00:0001',
      ],
      ...['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:4136:e378::1'],
      ...['2001:db8::1', '2002:7f00:1::', '2002:a00:1::1', '3fff::1', '5f00::1', 'fc00::1', 'fd12:3456::1'],
      ...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1', 'ff02::1', 'ff0e::1', '4000::1'],
    ]
    for (const address of notPublic) assert.ok(!isPublicAddress(address), address)
  })

  it('is not what only looks like one', () => {
    for (const text of [
      '',
      'localhost',
      '2130706433',
      '0x7f.1',
      '1.1.1',
      '1.1.1.1.',
      '01.1.1.1',
      '[2606:4700::1]',
      '::g',
    ])
      assert.ok(!isPublicAddress(text), text)
  })
})

describe('the address of a file', () => {
  it('is https, at a port where files may be', () => {
    assert.equal(fileAddress('HTTPS://Files.Example:443/a b?c#d').href, 'https://files.example/a%20b?c#d')
    assert.equal(fileAddress('https://upload.example:5281/a').port, '5281')
    assert.match(refusal('http://files.example/a'), /does not begin with https/)
    assert.match(refusal('ftp://files.example/a'), /does not begin with https/)
    assert.match(refusal('file:///etc/passwd'), /does not begin with https/)
    assert.match(refusal('aesgcm://files.example/a#key'), /does not begin with https/)
    for (const port of [22, 25, 80, 993]) assert.match(refusal(`https://files.example:${port}/`), /unusual port/)
  })

  it('has no user in it and can be read', () => {
    assert.match(refusal('https://user:pass@files.example/a'), /a user or a password/)
    assert.match(refusal('https://files.example@127.0.0.1/a'), /a user or a password/)
    for (const text of [
      '',
      'https://',
      'https://a b/',
      '//files.example/a',
      `https://files.example/${'x'.repeat(4000)}`,
    ])
      assert.match(refusal(text), /cannot be read/)
  })

  it('is the same server however it is written', () => {
    const loopback = ['https://2130706433/', 'https://0x7f.1/', 'https://127.1/', 'https://0177.0.0.1/']
    for (const text of [...loopback, 'https://127.0.0.1./', 'https://①②⑦.0.0.1/', 'https://%31%32%37.0.0.1/'])
      assert.equal(serverOf(text), '127.0.0.1', text)
    assert.equal(serverOf('https://[0:0::1]/'), '::1')
    assert.equal(serverOf('https://[::ffff:127.0.0.1]/'), '::ffff:7f00:1')
    assert.equal(serverOf('https://files.example./a'), 'files.example')
    assert.equal(serverOf('https://localhost./a'), 'localhost')
  })
})
