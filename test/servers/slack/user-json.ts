import type { Person, Workspace } from './workspace.ts'

/** A user as `users.info` with `include_locale` describes them. */
export function userJson(person: Person, { teamId }: Workspace) {
  const { id, name, realName = name, displayName = name, locale = 'en-US', timeZone = 'Europe/Berlin' } = person
  const { guest, stranger, enterprise, isBot = false, isDeactivated } = person
  const team = stranger?.teamId ?? teamId
  return {
    ...{ id, team_id: team, name, deleted: isDeactivated, real_name: realName, color: '9f69e7' },
    ...{ tz: timeZone, tz_label: 'Central European Time', tz_offset: 3600, locale },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: guest !== undefined,
    is_ultra_restricted: guest === 'single-channel',
    is_stranger: stranger !== undefined,
    is_bot: isBot,
    is_app_user: false,
    is_email_confirmed: true,
    updated: 1_700_000_000,
    profile: {
      ...{ team, real_name: realName, display_name: displayName, real_name_normalized: realName },
      ...{ display_name_normalized: displayName, title: '', phone: '', status_text: '', status_emoji: '' },
      image_72: `https://avatars.slack-edge.com/${id}_72.png`,
    },
    ...(enterprise && {
      enterprise_user: {
        ...{ id: `W${id.slice(1)}`, enterprise_id: enterprise.id, enterprise_name: enterprise.name },
        ...{ is_admin: false, is_owner: false, teams: [team] },
      },
    }),
  }
}
