import { z } from 'zod'
import { key } from '../about.ts'
import { section, someText } from '../values.ts'

const stdoutWriter = z.strictObject({
  type: z.literal('stdout'),
  format: z.enum(['pretty', 'pretty-colored', 'json']).default('pretty'),
})

const fileWriter = z.strictObject({
  type: z.literal('file'),
  format: z.enum(['json', 'pretty']).default('json'),
  filename: someText(),
})

export const logging = key(
  section({
    min_level: key(
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
      'trace, debug, info, warn, error or fatal. Message texts are never logged at info and above.',
    ),
    writers: key(
      z.array(z.discriminatedUnion('type', [stdoutWriter, fileWriter])).default([{ type: 'stdout', format: 'pretty' }]),
      'Where it goes. type: stdout (format: pretty, pretty-colored or json) or\n' +
        'file (filename; format: json or pretty). A file is opened anew on SIGHUP.',
    ),
  }),
  'The log.',
)
