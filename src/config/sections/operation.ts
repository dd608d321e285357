import { z } from 'zod'
import { key } from '../about.ts'
import { duration, section, wholeNumber } from '../values.ts'

export const encryption = key(
  section({
    allow: key(
      z
        .boolean()
        .refine((allow) => !allow, { error: 'cannot be used: encryption is not built yet. Set false.' })
        .default(false),
      'Must be false: Switchboard cannot read encrypted rooms yet.',
    ),
  }),
  'End-to-end encryption in Matrix.',
)

export const routing = key(
  section({
    offer_timeout: key(
      duration('60s', '1d'),
      'How long an agent has to accept, from when the invitation is there, before the next one is asked.',
    ),
    identification_timeout: key(
      duration('5s', '60s'),
      'How long routing waits to learn who writes, with what software.',
    ),
    intake_timeout: key(
      duration('2m', '1d'),
      'How long a question waits for its answer; then routing goes on without.',
    ),
    quiet_time: key(
      duration('3s', '60s'),
      'How long a free-text answer must have rested before it counts: programs send long lines in pieces.\n' +
        'The second one applies after a piece that is nearly as long as a line can be.',
    ),
    quiet_time_long_line: key(duration('8s', '60s'), ''),
    position_interval: key(
      duration('60s', '1h'),
      'How often at most a customer who waits is told their position unasked. Who asks for it is answered at once.',
    ),
    state_interval: key(
      duration('5s', '1h'),
      'What people see before they write (an away text, a status): how often at most a contact shows another one,\n' +
        'and from which wait on it says that one waits long.',
    ),
    long_wait: key(duration('10m', '1d'), ''),
    presence_away: key(
      duration('10m', '1d'),
      'How long Matrix may show a ready agent offline before they are away; back online they are ready again.\n' +
        '0s: presence changes nothing. What an agent says counts more. Needs presence on the homeserver, and\n' +
        'appservice.ephemeral_events.',
    ),
    wrap_up: key(duration('0s', '1d'), 'How long an agent is kept free of offers after closing a conversation.'),
  }),
  'Times of routing. Queues can have their own. Written 500ms, 60s, 5m, 2h or 7d.',
)

export const limits = key(
  section({
    per_identity: key(wholeNumber(1, 100_000).default(3), 'By the same person, from the same host, on one network.'),
    per_host: key(wholeNumber(1, 100_000).default(10), ''),
    per_network: key(wholeNumber(1, 100_000).default(60), ''),
  }),
  'New conversations per minute. Above it the customer gets one polite sentence, and no room is made.',
)

export const retention = key(
  section({
    transcript_days: key(
      wholeNumber(0, 36_500).default(365),
      'For how many days after its close a conversation is kept.',
    ),
  }),
  'How long things are kept. 0: for ever.',
)

export const metrics = key(
  section({
    enabled: key(z.boolean().default(true), 'Whether /metrics (Prometheus) is served on the private listener.'),
  }),
  'Figures for monitoring. /health is always there.',
)
