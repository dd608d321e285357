import { z } from 'zod'
import { key } from '../about.ts'
import { section, textLike, wholeNumber } from '../values.ts'

export const database = key(
  section({
    type: key(z.enum(['postgres']).default('postgres'), 'Only PostgreSQL, version 15 or newer.'),
    uri: key(
      textLike(
        /^(postgres(ql)?:\/\/\S+)?$/,
        'is not an address such as postgres://user:password@host/database (or empty)',
      ).default(''),
      'postgres://user:password@host/database. Empty: an own PostgreSQL in the data directory, for one process.',
      { secret: true },
    ),
    max_open_conns: key(wholeNumber(3, 1000).default(10), 'The most connections one process opens.'),
  }),
  'Everything that must last is in the database: back it up.',
)
