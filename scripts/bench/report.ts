import { fittedExponent, logarithmicExponent, type Point, short } from './figures.ts'

/** One thing that is measured, alone or as part of all. */
export interface Part {
  readonly name: string
  readonly title: string
  /** What keeps the figure from being better. */
  readonly bound: string
  run(report: Report): Promise<void>
}

export interface Target {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly limit: number
  readonly wanted: 'at least' | 'at most'
  /** Where the limit comes from. */
  readonly why: string
}

/** Prints figures as they come and remembers which targets were met. */
export class Report {
  readonly targets: (Target & { readonly part: string })[] = []
  #part = ''

  /** `place`: which one of how many. */
  begin({ name, title, bound }: Part, place: string): void {
    this.#part = name
    console.log(`\n=== ${name} (${place}): ${title} ===\n  bound by: ${bound}`)
  }

  figure(what: string, value: number | string, unit = ''): void {
    const text = typeof value === 'number' ? short(value) : value
    console.log(`  ${what.padEnd(58)} ${text.padStart(9)} ${unit}`)
  }

  /** Figures that belong beside each other. */
  row(what: string, values: readonly string[]): void {
    console.log(`  ${what.padEnd(58)} ${values.map((value) => value.padStart(8)).join(' ')}`)
  }

  /** How a cost grows with the size of the whole. */
  growth(what: string, points: readonly Point[]): void {
    const [limit, value] = [logarithmicExponent(points), fittedExponent(points)]
    const why = `the logarithm, ${short(points[0]?.size ?? 0)} to ${short(points.at(-1)?.size ?? 0)}`
    this.target({ what: `${what}: fitted exponent`, value, unit: '', limit, wanted: 'at most', why })
  }

  target(target: Target): void {
    this.targets.push({ ...target, part: this.#part })
    this.figure(target.what, target.value, `${target.unit}   ${verdict(target)}`)
  }

  summary(): void {
    console.log('\n=== summary ===')
    for (const target of this.targets) {
      const what = `${target.part}: ${target.what}`.padEnd(70)
      console.log(`  ${what} ${short(target.value).padStart(9)} ${target.unit}   ${verdict(target)}`)
    }
  }
}

export function isMet({ value, limit, wanted }: Target): boolean {
  return wanted === 'at least' ? value >= limit : value <= limit
}

function verdict(target: Target): string {
  const { limit, wanted, why, value } = target
  const wish = `${wanted} ${short(limit)}${why === '' ? '' : ` (${why})`}`
  if (isMet(target)) return `met: ${wish}`
  const factor = wanted === 'at least' ? limit / value : value / limit
  return `MISSED by a factor of ${short(factor)}: ${wish}`
}
