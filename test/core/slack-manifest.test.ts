import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appScopes, assistant, botEvents, botScopes } from '../../src/networks/slack/requirements.ts'
import { projectRoot } from '../servers/installed.ts'

interface Manifest {
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>
    readonly bot_user: object
    readonly assistant_view: object
  }
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[] }
    readonly interactivity: { readonly is_enabled: boolean }
    readonly socket_mode_enabled: boolean
    readonly token_rotation_enabled: boolean
  }
}

const page = readFileSync(join(projectRoot, 'docs/networks/slack.md'), 'utf8')
const [, json = '{}'] = /```json\n([\s\S]*?)```/.exec(page) ?? []
const { features, oauth_config, settings } = JSON.parse(json) as Manifest

describe('the app manifest for Slack', () => {
  it('asks for just the scopes and events that the connector needs', () => {
    deepEqual([...oauth_config.scopes.bot].sort(), [...Object.keys(botScopes), assistant.scope].sort())
    deepEqual([...settings.event_subscriptions.bot_events].sort(), [...botEvents, assistant.event].sort())
    for (const scope of appScopes) ok(page.includes(`\`${scope}\``), scope)
  })

  it('turns on what the connector lives by, and off what would end it', () => {
    equal(settings.socket_mode_enabled, true)
    equal(settings.interactivity.is_enabled, true)
    equal(settings.token_rotation_enabled, false)
    deepEqual(features.app_home, {
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    })
    ok(features.bot_user)
    ok(features.assistant_view)
  })
})
