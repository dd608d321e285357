import { paint, print } from './screen.ts'

const spinner = ['|', '/', '-', '\\']
const isTerminal = process.stdout.isTTY === true
const eraseLine = '\r\x1b[K'
const running = new Map<string, number>()
let turns = 0
let isSilent = false
let timer: NodeJS.Timeout | undefined

/** Does one long piece of work, beside others, and says what it is and how long it took. */
export async function progress<T>(title: string, work: () => Promise<T>): Promise<T> {
  begin(title)
  try {
    const result = await work()
    end(title, paint('green', '+'))
    return result
  } catch (error) {
    end(title, paint('red', 'x'))
    throw error
  }
}

/** Nobody wants to know any more: what is under way goes on without a word. */
export function silenceProgress(): void {
  clearInterval(timer)
  if (isTerminal && running.size > 0) process.stdout.write(eraseLine)
  isSilent = true
}

function begin(title: string): void {
  if (isSilent) return
  running.set(title, performance.now())
  if (isTerminal) timer ??= setInterval(show, 120)
  else print(`  ${title} ...`)
}

function end(title: string, mark: string): void {
  if (isSilent) return
  print(`${isTerminal ? eraseLine : ''}  ${mark} ${title} ${paint('dim', secondsOf(title))}`)
  running.delete(title)
  if (running.size > 0) return
  clearInterval(timer)
  timer = undefined
}

/** One line for all that is under way, cut so that it stays one line. */
function show(): void {
  const parts = [...running.keys()].map((title) => `${title} ${secondsOf(title)}`)
  const line = `  ${spinner[turns++ % spinner.length]} ${parts.join('   ')}`
  process.stdout.write(eraseLine + line.slice(0, (process.stdout.columns ?? 80) - 1))
}

function secondsOf(title: string): string {
  return `${((performance.now() - (running.get(title) ?? 0)) / 1000).toFixed(1)} s`
}
