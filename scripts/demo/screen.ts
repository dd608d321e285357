import { styleText } from 'node:util'
import { printable } from './printable.ts'
import { wrapText } from './wrap-text.ts'

/** One thing that was said or done: where, by whom to whom, and the words. */
export interface Line {
  readonly network: 'IRC' | 'XMPP' | 'Slack' | 'Matrix'
  readonly who: string
  readonly text: string
  /** Done, not said. */
  readonly isAct?: boolean
}

type Style = Parameters<typeof styleText>[0]

const networkWidth = 8
const whoWidth = 20
const margin = 2
const columns = { least: 60, most: 110, unknown: 100 }

const styleOf: Readonly<Record<string, Style>> = {
  admin: 'magenta',
  Mira: 'cyan',
  Ben: 'blue',
  anna: 'yellow',
  'Help desk': 'green',
  bot: 'green',
  support: 'green',
}

/** Colours only where they are wanted: on a terminal, and not with NO_COLOR. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function width(): number {
  const found = process.stdout.columns ?? columns.unknown
  return Math.min(columns.most, Math.max(columns.least, found)) - 1
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function heading(text: string): void {
  print(`\n${paint('bold', text)}`)
}

/** What happens without words, in ours. */
export function aside(text: string): void {
  for (const line of wrapText(printable(text), width() - margin)) print(`${' '.repeat(margin)}${paint('dim', line)}`)
}

export function printLine({ network, who, text, isAct = false }: Line): void {
  const begin = margin + networkWidth + whoWidth
  const [first = '', ...rest] = wrapText(printable(text), width() - begin)
  const speaker = who.split(' ')[0] ?? ''
  const left = [
    ' '.repeat(margin),
    paint('dim', network.padEnd(networkWidth)),
    paint(styleOf[speaker] ?? 'yellow', printable(who).padEnd(whoWidth)),
  ]
  const words = (line: string) => (isAct ? paint('dim', line) : line)
  print(left.join('') + words(first))
  for (const line of rest) print(' '.repeat(begin) + words(line))
}
