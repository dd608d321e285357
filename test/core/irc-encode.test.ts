import { deepEqual, equal, throws } from 'node:assert/strict'
import fc from 'fast-check'
import { encodeLine, isNick, UnsafeLine } from '../../src/networks/irc/encode.ts'
import { alternativeNick, finalRefusal } from '../../src/networks/irc/refusal.ts'
import { backOffMs } from '../../src/networks/shared/retry.ts'
import { Troubles } from '../../src/networks/shared/troubles.ts'

const numeric = (command: string, text: string) => ({
  command,
  params: ['support', text],
  tags: {},
  prefix: 'irc.test',
  nick: '',
  ident: '',
  hostname: 'irc.test',
})

describe('irc: the lines we write', () => {
  it('[I6] no text can begin a second line', () => {
    for (const text of ['a\r\nQUIT', 'a\nQUIT', 'a\rQUIT', 'a\0b']) {
      throws(() => encodeLine('PRIVMSG', ['anna', text]), UnsafeLine)
      throws(() => encodeLine('PRIVMSG', [text, 'hi']), UnsafeLine)
    }
  })

  it('[I6] a line is always one line with the parameters it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 4 }), (params) => {
        let line: string
        try {
          line = encodeLine('PRIVMSG', params)
        } catch {
          return
        }
        const [head = '', ...rest] = line.split(' :')
        deepEqual([...head.split(' '), rest.join(' :')], ['PRIVMSG', ...params])
        equal(/[\r\n\0]/.test(line), false)
      }),
    )
  })

  it('text that looks like a command stays text', () => {
    equal(encodeLine('PRIVMSG', ['anna', '/quit']), 'PRIVMSG anna :/quit')
    equal(encodeLine('PRIVMSG', ['anna', ':x']), 'PRIVMSG anna ::x')
    equal(encodeLine('PRIVMSG', ['anna', '@label=1 QUIT'], 'sb1'), '@label=sb1 PRIVMSG anna :@label=1 QUIT')
    equal(encodeLine('AWAY', []), 'AWAY')
  })

  it('a strange command, label or parameter is refused', () => {
    throws(() => encodeLine('privmsg', ['a', 'b']), UnsafeLine)
    throws(() => encodeLine('PRIVMSG', ['a b', 'c']), UnsafeLine)
    throws(() => encodeLine('PRIVMSG', [':a', 'c']), UnsafeLine)
    throws(() => encodeLine('PRIVMSG', ['', 'c']), UnsafeLine)
    throws(() => encodeLine('PRIVMSG', ['a', 'c'], 'x;y=1'), UnsafeLine)
  })

  it('[I6] only what is a nick is taken for one', () => {
    for (const nick of ['anna', '[]\\`_^{|}', 'Änna', 'a-1', '字']) equal(isNick(nick), true, nick)
    const strange = [
      '',
      '#chan',
      '&x',
      '$$*',
      'a,b',
      'a b',
      'a!b',
      'a@b',
      '*',
      'a*',
      '1abc',
      '-a',
      ':a',
      'a\0',
      '@a',
      '+a',
      '%a',
    ]
    for (const nick of [...strange, 'x'.repeat(65)]) equal(isNick(nick), false, nick)
  })
})

describe('irc: when a server does not want us', () => {
  it('a ban, a bad password and a refused login are final', () => {
    for (const line of [
      numeric('465', 'You are banned from this server: spam'),
      numeric('ERROR', 'Closing link: (support@127.0.0.1) [K-Lined: spam]'),
      numeric('ERROR', 'Closing Link: support[127.0.0.1] (G-lined)'),
      numeric('464', 'Password incorrect'),
      numeric('904', 'SASL authentication failed'),
      numeric('432', 'Erroneous Nickname'),
    ]) {
      equal(typeof finalRefusal(line, false)?.remedy, 'string', line.params[1])
    }
  })

  it('everything that passes by waiting is not', () => {
    for (const line of [
      numeric('ERROR', 'Closing link: (support@127.0.0.1) [Killed (oper (bye))]'),
      numeric('ERROR', 'Closing link: Connection throttled'),
      numeric('ERROR', 'Closing Link: Too many host connections (global)'),
      numeric('ERROR', 'Closing link: Server shutdown'),
      numeric('433', 'Nickname is already in use.'),
    ]) {
      equal(finalRefusal(line, false), undefined, line.params[1])
    }
  })

  it('each trouble is told once until it was over, whatever others there are', () => {
    const troubles = new Troubles()
    deepEqual(
      (['server', 'nick', 'server', 'nick'] as const).map((cause) => troubles.begin(cause, 0)),
      [true, true, false, false],
    )
    troubles.end('server')
    deepEqual([troubles.begin('server', 0), troubles.begin('nick', 0)], [true, false])
  })

  it('a trouble that comes and goes is told five times in an hour at most, and again when it still lasts then', () => {
    const troubles = new Troubles()
    const hour = 60 * 60_000
    const told = (now: number) => {
      troubles.end('login')
      return troubles.begin('login', now)
    }
    deepEqual([0, 1, 2, 3, 4, 5, hour - 1].map(told), [true, true, true, true, true, false, false])
    deepEqual([troubles.begin('nick', 5), troubles.begin('login', hour)], [true, true])
  })

  it('waiting grows from half a second to at most five minutes, never the same for all', () => {
    const waits = (random: number) => [0, 1, 2, 5, 8, 9, 30, 1000].map((tries) => backOffMs(tries, () => random))
    deepEqual(waits(0.999999).map(Math.round), [1000, 2000, 4000, 32000, 256000, 300000, 300000, 300000])
    deepEqual(waits(0.1234567), waits(0.1234567).map(Math.round))
    deepEqual(waits(0), [500, 1000, 2000, 16000, 128000, 150000, 150000, 150000])
  })

  it('a taken nick leads to the configured others, then to made-up ones', () => {
    const tries = (configured: readonly string[]) => [1, 2, 3, 4].map((n) => alternativeNick('support', configured, n))
    deepEqual(tries([]), ['support_', 'support__', 'support3', 'support4'])
    deepEqual(tries(['help', 'desk']), ['help', 'desk', 'support_', 'support__'])
  })
})
