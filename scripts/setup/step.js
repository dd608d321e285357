const spinner = ['|', '/', '-', '\\']

/** Does one long piece of work under a line that says what it is and, at the end, how long it took. */
export async function step(title, work) {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const isTerminal = process.stdout.isTTY === true
  let turns = 0
  const paint = () => process.stdout.write(`\r  ${spinner[turns++ % spinner.length]} ${title} ${seconds()} `)
  const timer = isTerminal ? setInterval(paint, 120) : undefined
  if (!isTerminal) process.stdout.write(`  ${title} ... `)
  const end = (result) => {
    clearInterval(timer)
    process.stdout.write(
      isTerminal
        ? `\r  ${result === 'failed' ? 'x' : '+'} ${title} ${seconds()} ${result}\n`
        : `${seconds()} ${result}\n`,
    )
  }
  try {
    const result = await work()
    end('')
    return result
  } catch (error) {
    end('failed')
    throw error
  }
}
