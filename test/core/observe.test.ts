import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killPoints } from '../../src/observe/kill-point.ts'
import { type Log, type LogLevel, openLog } from '../../src/observe/log.ts'
import { createMetrics, type WatchedFigure, watchedFigures } from '../../src/observe/metrics.ts'

function captured(level: LogLevel = 'trace', secrets: readonly string[] = []) {
  const lines: string[] = []
  const stdout = { write: (line: string) => lines.push(line) }
  const log: Log = openLog({ min_level: level, writers: [{ type: 'stdout', format: 'json' }] }, { secrets, stdout })
  return { logger: log.logger, lines, parsed: () => lines.map((line): Record<string, unknown> => JSON.parse(line)) }
}

describe('log', () => {
  it('a line has its level, time, sentence and fields, with those of the logger it came from', () => {
    const { logger, parsed } = captured()
    logger.child({ network: 'libera' }).child({ conversation: 7 }).info('offer sent', { agent: '@mira:help.test' })
    const [line] = parsed()
    assert.equal(line?.['msg'], 'offer sent')
    assert.deepEqual([line?.['network'], line?.['conversation'], line?.['agent']], ['libera', 7, '@mira:help.test'])
    assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT/)
  })

  it('lines below the level are not written', () => {
    const { logger, lines } = captured('warn')
    logger.info('quiet')
    logger.warn('loud')
    assert.equal(lines.length, 1)
  })

  it('what people wrote is left out at info and above, however deep it stands', () => {
    const { logger, lines } = captured()
    const event = { content: { body: 'my secret trouble' }, type: 'm.room.message' }
    for (const level of ['info', 'warn', 'error', 'fatal'] as const) {
      logger[level]('stored', {
        body: 'my secret trouble',
        event,
        row: { id: 3, inner: [{ text: 'my secret trouble' }] },
      })
    }
    logger.child({ text: 'my secret trouble' }).error('x')
    assert.doesNotMatch(lines.join(''), /trouble/)
    assert.match(lines[0] ?? '', /"row":\{"id":3/)
    logger.debug('stored', { event })
    assert.match(lines.at(-1) ?? '', /trouble/)
  })

  it('of an error only name, message, code, stack and cause are written', () => {
    const { logger, parsed, lines } = captured()
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (body)=(my secret trouble)' })
    logger.error('not stored', { error: new Error('insert failed', { cause }) })
    assert.doesNotMatch(lines.join(''), /trouble/)
    const error = parsed()[0]?.['error'] as { message: string; cause: { code: string } }
    assert.equal(error.message, 'insert failed')
    assert.equal(error.cause.code, '23505')
  })

  it('where an error came from is written for mistakes, not for what is expected now and then', () => {
    const { logger, parsed } = captured()
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const)
      logger[level]('x', { error: new Error('y') })
    const hasStack = parsed().map(({ error }) => typeof (error as { stack?: string }).stack === 'string')
    assert.deepEqual(hasStack, [true, false, false, true, true])
  })

  it('secrets of the configuration are never written, wherever they turn up', () => {
    const { logger, lines } = captured('trace', ['hunter2"x', 'token-token'])
    logger.error('GET /x?access_token=token-token', { error: new Error('hunter2"x'), url: 'http://a/?t=token-token' })
    assert.doesNotMatch(lines.join(''), /hunter2|token-token/)
  })

  it('values that JSON cannot hold do no harm', () => {
    const { logger, lines } = captured()
    const loop: Record<string, unknown> = {}
    loop['loop'] = loop
    logger.info('odd', { loop, big: 2n ** 70n, nothing: undefined, nul: 'a\u0000\ud800' })
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /1180591620717411303424/)
  })

  it('pretty lines name level and sentence', () => {
    const lines: string[] = []
    const stdout = { write: (line: string) => lines.push(line) }
    openLog({ min_level: 'info', writers: [{ type: 'stdout', format: 'pretty' }] }, { stdout }).logger.info('ready')
    assert.match(lines.join(''), /INFO.*ready/)
  })
})

describe('log files', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchboard-log-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are written line by line, and opened anew after they were moved', () => {
    const filename = join(folder, 'logs', 'switchboard.log')
    const log = openLog({ min_level: 'info', writers: [{ type: 'file', format: 'json', filename }] })
    log.logger.info('one')
    assert.match(readFileSync(filename, 'utf8'), /"msg":"one"/)
    renameSync(filename, `${filename}.1`)
    log.reopen()
    log.logger.info('two')
    assert.doesNotMatch(readFileSync(filename, 'utf8'), /one/)
    assert.match(readFileSync(filename, 'utf8'), /two/)
    log.close()
  })

  it('that cannot be opened stop the program before it starts', () => {
    assert.throws(() => openLog({ min_level: 'info', writers: [{ type: 'file', format: 'json', filename: folder }] }))
  })
})

describe('metrics', () => {
  it('what was counted is served in the format of Prometheus', async () => {
    const metrics = createMetrics({ withProcess: false })
    metrics.received('libera')
    metrics.received('matrix', 3)
    metrics.relayed('to-matrix', 'libera', 0.02)
    metrics.offer('billing', 'accepted')
    metrics.deliveryFailed('to-network', 'libera', false)
    metrics.watch('network_up', () => [{ labels: { network: 'libera' }, value: 1 }])
    const text = await metrics.text()
    assert.match(text, /^switchboard_events_received_total\{source="matrix"\} 3$/m)
    assert.match(text, /^switchboard_relay_seconds_bucket\{le="0.025",direction="to-matrix",network="libera"\} 1$/m)
    assert.match(text, /^switchboard_offers_total\{queue="billing",outcome="accepted"\} 1$/m)
    assert.match(
      text,
      /^switchboard_delivery_failures_total\{direction="to-network",network="libera",certain="false"\} 1$/m,
    )
    assert.match(text, /^switchboard_network_up\{network="libera"\} 1$/m)
  })

  it('each is explained to operators', async () => {
    const metrics = createMetrics({ withProcess: false })
    for (const figure of Object.keys(watchedFigures) as WatchedFigure[]) metrics.watch(figure, () => [])
    const names = [...(await metrics.text()).matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name)
    const document = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
    assert.ok(names.length > 15, String(names))
    assert.deepEqual(
      names.filter((name) => !document.includes(`\`${name}\``)),
      [],
    )
  })

  it('depths are asked for at each scrape, and what is gone is not repeated', async () => {
    const metrics = createMetrics({ withProcess: false })
    let waiting = [{ labels: { queue: 'billing' }, value: 2 }]
    metrics.watch('inbox_rows', () => [{ labels: {}, value: 5 }])
    metrics.watch('waiting', async () => waiting)
    assert.match(await metrics.text(), /^switchboard_inbox_rows 5$[\s\S]*^switchboard_waiting\{queue="billing"\} 2$/m)
    waiting = []
    assert.doesNotMatch(await metrics.text(), /queue="billing"/)
  })

  it('a figure that cannot be read is left out, and the others are served', async () => {
    const metrics = createMetrics({ withProcess: false })
    metrics.watch('inbox_rows', () => Promise.reject(new Error('database gone')))
    metrics.watch('leases', () => [{ labels: {}, value: 1 }])
    const text = await metrics.text()
    assert.doesNotMatch(text, /^switchboard_inbox_rows /m)
    assert.match(text, /^switchboard_leases 1$/m)
  })
})

describe('kill points', () => {
  const program = `
    const { killPoint } = await import(${JSON.stringify(new URL('../../src/observe/kill-point.ts', import.meta.url).href)})
    process.on('exit', () => console.log('exit handlers ran'))
    for (const name of ['send', 'invite', 'invite', 'send']) { killPoint(name); console.log(name) }
    for (const network of ['libera', 'people', 'libera']) { killPoint('network-send', network); console.log(network) }
  `
  const all = ['send', 'invite', 'invite', 'send', 'libera', 'people', 'libera']

  function runWith(value: string): Promise<{ signal: string | undefined; out: string[]; error: string }> {
    const env = { ...process.env, SWITCHBOARD_KILL_AT: value }
    return new Promise((resolve) => {
      execFile(process.execPath, ['--input-type=module', '-e', program], { env }, (failure, out, error) => {
        resolve({ signal: failure?.signal ?? undefined, out: out.trim().split('\n'), error })
      })
    })
  }

  it('the process dies at once, by SIGKILL, at the stated pass of the stated point', async () => {
    const { signal, out } = await runWith('invite:2')
    assert.equal(signal, 'SIGKILL')
    assert.deepEqual(out, ['send', 'invite'])
  })

  it('without the variable nothing happens', async () => {
    assert.deepEqual((await runWith('')).out, [...all, 'exit handlers ran'])
  })

  it('a point may be meant on one network only', async () => {
    const onPeople = await runWith('network-send@people')
    assert.deepEqual([onPeople.signal, onPeople.out], ['SIGKILL', all.slice(0, 5)])
    const again = await runWith('network-send@libera:2')
    assert.deepEqual([again.signal, again.out], ['SIGKILL', all.slice(0, 6)])
    assert.deepEqual((await runWith('network-send@acme')).out, [...all, 'exit handlers ran'])
  })

  it('a point that does not exist is refused, so that no crash test passes by a typing error', async () => {
    assert.match((await runWith('invites')).error, /wanted is one of/)
    assert.equal(new Set(killPoints).size, killPoints.length)
  })
})
