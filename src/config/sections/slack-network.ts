import { z } from 'zod'
import { key } from '../about.ts'
import { optionalHttpAddress, someText, text, textLike } from '../values.ts'
import { greetOnKey } from './greet-on.ts'
import { languageKey, networkId } from './network-keys.ts'

const lookUp = 'at api.slack.com/apps (docs/networks/slack.md), or remove this network.'

export const slackNetwork = z.strictObject({
  id: key(networkId(), 'Its id in commands and rules. Never change it later.', { sample: 'acme' }),
  type: key(z.literal('slack'), 'What kind of network it is: slack.', { sample: 'slack' }),
  displayname: key(text().default(''), 'Its name for people. Empty: the id.', { sample: 'Acme on Slack' }),
  app_token: key(
    textLike(/^xapp-[A-Za-z0-9-]+$/, 'is not an app-level token (xapp-...)'),
    'The app-level token with connections:write, and the bot token of the app in the workspace.',
    { sample: 'xapp-1-A0000000000-0-sample', replaceBy: `set the app-level token, ${lookUp}`, secret: true },
  ),
  bot_token: key(textLike(/^xoxb-[A-Za-z0-9-]+$/, 'is not a bot token (xoxb-...)'), '', {
    sample: 'xoxb-0-0-sample',
    replaceBy: `set the bot token, ${lookUp}`,
    secret: true,
  }),
  contact: key(
    textLike(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'is not an id (a-z 0-9 _ -, at most 32 characters)').default('support'),
    'The app as a contact: its id in commands and rules, and its name on its home page.',
  ),
  name: key(someText().default('Help desk'), ''),
  greet_on: greetOnKey(['message', 'home', 'thread']),
  language: languageKey(),
  icon: key(
    optionalHttpAddress().default(''),
    "The address of a picture beside what agents write who have none of their own. Empty: the app's.",
  ),
  api_url: key(
    optionalHttpAddress().default(''),
    "Slack's Web API, for tests with a stand-in. Empty: https://slack.com/api.",
  ),
})
