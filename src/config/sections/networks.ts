import { z } from 'zod'
import { key } from '../about.ts'
import { ircNetwork } from './irc-network.ts'

export const networks = key(
  z.array(z.discriminatedUnion('type', [ircNetwork])).default([]),
  'The networks customers write on.',
)
