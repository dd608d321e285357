import type { Customer } from './customer.ts'
import type { MatrixView } from './matrix-view.ts'
import type { People } from './people.ts'

/** What is there before the first customer. */
export interface Desk {
  readonly people: People
  readonly view: MatrixView
  /** One thing that must happen, by name: if it does not, the demo has failed there. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>
}

/** What the conversation is played on. */
export interface Stage extends Desk {
  readonly customer: Customer
}
