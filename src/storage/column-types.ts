import pg from 'pg'

const int8 = 20
const timestamptz = 1184

const toDate = pg.types.getTypeParser(timestamptz) as (text: string) => Date | null

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // Numbers of ours stay far below 2^53.
  [int8]: Number,
  [timestamptz]: (text) => toDate(text)?.getTime(),
}

/** Reads bigint as number and timestamps as ms since the epoch. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}
