import type { Customer } from './customer.ts'
import type { MatrixView } from './matrix-view.ts'
import type { People } from './people.ts'
import type { SlackCustomer } from './slack-customer.ts'
import type { XmppCustomer } from './xmpp-customer.ts'

/** What is there before the first customer. */
export interface Desk {
  readonly people: People
  readonly view: MatrixView
  /** One thing that must happen, by name: if it does not, the demo has failed there. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>
}

/** What the first conversation is played on. */
export interface Stage extends Desk {
  readonly customer: Customer
}

/** The customers of the other networks, who write at the same time. */
export interface BothStage extends Desk {
  readonly bob: XmppCustomer
  readonly clara: SlackCustomer
}
