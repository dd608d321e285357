/** The client SDK writes its log to the console, whatever it is told. The demo prints without the console. */
export function quietConsole(): void {
  for (const method of ['trace', 'debug', 'log', 'info', 'warn', 'error'] as const) console[method] = () => {}
}
