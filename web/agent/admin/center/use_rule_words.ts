// A rule and a system email in words, in the language of the reader.
// Source: F052-F054, F072; issue 6 point 1, "trigger and recipients in words".
import { useTranslation } from 'react-i18next';
import type { Automation, AutomationAction, AutomationEffect } from '@shared/api/types';
import type center from '@shared/i18n/center/en.json';

type Words = (typeof center)['center'];
type EmailName = keyof Words['email'];
type EffectName = keyof Words['effect'];
type RecipientName = keyof Words['recipient'];
export type PropertyName = keyof Words['property'];

const emails: readonly string[] = [
  'user_welcome',
  'password_reset',
  'project_invitation',
  'project_member',
  'assignment',
  'unassignment',
  'outbox_failure',
  'connector_attention',
  'client_secret_end',
  'quiet_mode_reminder',
  'customer_sign_in',
  'customer_account',
  'item_split',
  'item_merged',
] satisfies EmailName[];
const effects: readonly string[] = [
  'posted',
  'mailed',
  'mailed_if_unseen',
  'set',
  'follows',
  'made',
  'called',
  'nobody_to_mail',
] satisfies EffectName[];
const recipientNames: readonly string[] = [
  'requester',
  'customers',
  'assignee',
  'team',
  'followers',
  'administrators',
] satisfies RecipientName[];

const isEmail = (name: string): name is EmailName => emails.includes(name);
const isEffect = (name: string): name is EffectName => effects.includes(name);
const isRecipient = (name: string): name is RecipientName => recipientNames.includes(name);

export function useRuleWords() {
  const { t, i18n } = useTranslation();
  const recipient = (word: string) =>
    isRecipient(word) ? t(`center.recipient.${word}`) : word.replace(':', ' ');
  const reaches = (action: AutomationAction) => {
    if (action.kind === 'post_message')
      return [t(action.visibility === 'internal' ? 'center.rule.internal' : 'center.rule.public')];
    return action.kind === 'send_template' ? (action.recipients ?? []).map(recipient) : [];
  };
  return {
    recipient,
    /** @param detail  which property, status or queue; empty for any */
    sentence: (rule: Automation, detail: string) => {
      const trigger = t(`center.trigger.${rule.trigger.kind}`);
      const object = t(`center.object.${rule.object}`);
      return detail
        ? t('center.sentence_of', { trigger, object, detail })
        : t('center.sentence', { trigger, object });
    },
    recipients: (rule: Automation) =>
      [...new Set(rule.actions.flatMap(reaches))].join(', ') ||
      [...new Set(rule.actions.map((action) => t(`center.action.${action.kind}`)))].join(', '),
    emailName: (name: string) => (isEmail(name) ? t(`center.email.${name}.name`) : name),
    emailWhen: (name: string) => (isEmail(name) ? t(`center.email.${name}.when`) : ''),
    /** What an action did; a rule of the server's is said in its own words. */
    effect: (effect: AutomationEffect) => {
      if (isEffect(effect.what)) return t(`center.effect.${effect.what}`);
      const said = i18n.getResource(i18n.language, 'said', `rule.${effect.what}`) as unknown;
      return typeof said === 'string'
        ? `${t('center.effect.kept_back')}: ${said}`
        : `${t('center.effect.kept_back')} (${effect.what})`;
    },
  };
}
