const spinner = ['|', '/', '-', '\\']
const isTerminal = process.stdout.isTTY === true
const running = new Map()
let turns = 0
let timer

const secondsSince = (started) => `${((Date.now() - started) / 1000).toFixed(1)} s`

function erase() {
  if (isTerminal) process.stdout.write('\r\x1b[K')
}

/** One line for all that is under way, cut so that it stays one line. */
function paint() {
  const parts = [...running].map(([title, started]) => `${title} ${secondsSince(started)}`)
  const line = `  ${spinner[turns++ % spinner.length]} ${parts.join('  ')}`
  erase()
  process.stdout.write(line.slice(0, (process.stdout.columns ?? 80) - 1))
}

function begin(title) {
  if (running.size === 0 && isTerminal) timer = setInterval(paint, 120)
  if (!isTerminal) console.log(`  ${title} ...`)
  running.set(title, Date.now())
}

function end(title, mark) {
  erase()
  console.log(`  ${mark} ${title} ${secondsSince(running.get(title))}`)
  running.delete(title)
  if (running.size === 0) clearInterval(timer)
}

/** Does one long piece of work, beside others, and says what it is and how long it took. */
export async function step(title, work) {
  begin(title)
  try {
    const result = await work()
    end(title, '+')
    return result
  } catch (error) {
    end(title, 'x')
    throw error
  }
}
