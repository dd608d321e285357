import { paint, print } from './screen.ts'

const spinner = ['|', '/', '-', '\\']
const isTerminal = process.stdout.isTTY === true

/** Does one long piece of work and says what it is and how long it takes. One at a time. */
export async function progress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  let turns = 0
  const show = () => process.stdout.write(`\r\x1b[K  ${spinner[turns++ % spinner.length]} ${title} ${seconds()}`)
  const timer = isTerminal ? setInterval(show, 120) : undefined
  if (!isTerminal) print(`  ${title} ...`)
  const end = (mark: string) => {
    clearInterval(timer)
    print(`${isTerminal ? '\r\x1b[K' : ''}  ${mark} ${title} ${paint('dim', seconds())}`)
  }
  try {
    const result = await work()
    end(paint('green', '+'))
    return result
  } catch (error) {
    end(paint('red', 'x'))
    throw error
  }
}
