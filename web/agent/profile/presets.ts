// The five recipes of the help pages as presets, and which of them a choice is.
// Invariant: a preset names every setting that decides about telling; it never touches access (F025) or display (F026).
// Source: F046 (in-app only), F047 (nothing at all), F048 (no message notices), F049 (support manager), F050 (member of a larger team).
import type { NotificationPreferences } from '@shared/api/types';

export const presetNames = [
  'support_manager',
  'team_member',
  'app_only',
  'no_messages',
  'silent',
] as const;
export type PresetName = (typeof presetNames)[number];

type Telling = Omit<
  NotificationPreferences,
  'conversations' | 'show_from_customers' | 'project_member_emails' | 'accept_invitations'
>;

export const presets: Record<PresetName, Telling> = {
  support_manager: {
    from_customers: 'all',
    replies_to_customers: 'all',
    internal_messages: 'followed',
    include_automation: true,
    email: 'if_unseen',
    assignment_emails: true,
  },
  team_member: {
    from_customers: 'mine',
    replies_to_customers: 'followed',
    internal_messages: 'followed',
    include_automation: true,
    email: 'if_unseen',
    assignment_emails: true,
  },
  app_only: {
    from_customers: 'all',
    replies_to_customers: 'followed',
    internal_messages: 'followed',
    include_automation: true,
    email: 'never',
    assignment_emails: true,
  },
  no_messages: {
    from_customers: 'none',
    replies_to_customers: 'none',
    internal_messages: 'none',
    include_automation: true,
    email: 'if_unseen',
    assignment_emails: true,
  },
  silent: {
    from_customers: 'none',
    replies_to_customers: 'none',
    internal_messages: 'none',
    include_automation: false,
    email: 'never',
    assignment_emails: false,
  },
};

/** The preset that the choice equals, if any. */
export function presetOf(preferences: NotificationPreferences): PresetName | null {
  const same = (name: PresetName) =>
    (Object.keys(presets[name]) as (keyof Telling)[]).every(
      (key) => presets[name][key] === preferences[key],
    );
  return presetNames.find(same) ?? null;
}
