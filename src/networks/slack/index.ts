import type { Network } from '../../ports/network.ts'
import type { SlackDeps, SlackSettings } from './settings.ts'
import { SlackNetwork } from './slack-network.ts'

export { lookAtSlack } from './look-at-slack.ts'

/** A Slack workspace with our app in it, by Socket Mode. */
export function createSlackNetwork(settings: SlackSettings, deps: SlackDeps): Network {
  return new SlackNetwork(settings, deps)
}
