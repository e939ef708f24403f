// What the audit log holds, in the words of the reader: properties by their names, rules as they read in the editor.
// Invariant: a value without words of its own is shown as it is; nothing is left out.
// Source: SEC-21; api/openapi.yaml, AuditEntry.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type {
  AuditEntry,
  AutomationAction,
  AutomationCondition,
  AutomationFilter,
} from '@shared/api/types';
import type audit from '@shared/i18n/audit/en.json';
import { isLanguage, languageNames } from '@shared/i18n';
import { duration } from '@shared/time';
import { templatesQuery } from './center/queries';
import { type Choice, useChoices } from './center/use_choices';
import { type PropertyName, useRuleWords } from './center/use_rule_words';

type Words = (typeof audit)['audit'];
type FieldName = keyof Words['field'];
type ValueName = keyof Words['value'];

/** Fields whose values are one word of a few; those of other fields are somebody's own words. */
const chosen = new Set(
  [
    'role conversations from_customers replies_to_customers internal_messages notification_email',
    'kind tls provider after_fetch priority direction door ask_name ask_email side password audience',
    'automatic_mail',
  ].flatMap((line) => line.split(' ')),
);
const seconds = new Set(['delays_seconds', 'age_seconds_max']);

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Markup as it reads; where only the markup differs, the markup itself says so. */
function plain(html: string): string {
  const read = new DOMParser().parseFromString(
    html.replaceAll(/<(?:br|\/p|\/div|\/li)\b[^>]*>/g, ' $&'),
    'text/html',
  );
  return (read.body.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

export function useAuditWords() {
  const { t, i18n } = useTranslation();
  const rule = useRuleWords();
  const parts = useRuleParts();
  const isField = (name: string): name is FieldName => i18n.exists(`audit.field.${name}`);
  const isValue = (name: string): name is ValueName => i18n.exists(`audit.value.${name}`);

  const side = (of: string) => {
    if (isLanguage(of)) return languageNames[of];
    return parts.isObject(of) ? t(`center.object.${of}`) : of;
  };
  const field = (name: string) => {
    const [base = name, of] = name.split('.');
    if (base === 'action' && of) return t('audit.action_number', { number: of });
    const called = isField(base) ? t(`audit.field.${base}`) : base;
    return of ? t('audit.of', { field: called, of: side(of) }) : called;
  };
  const listed = (text: string) =>
    text
      .split(', ')
      .map((one) => duration(Number(one), i18n.language))
      .join(', ');
  const value = (name: string, text: string): string => {
    const base = name.split('.')[0] ?? name;
    if (text === '') return t('audit.empty');
    if (text === 'yes' || text === 'no') return t(`audit.${text}`);
    if (chosen.has(base) && isValue(text)) return t(`audit.value.${text}`);
    if (seconds.has(base)) return listed(text);
    if (base === 'html') return plain(text);
    if (base === 'language' && isLanguage(text)) return languageNames[text];
    return parts.value(base, text) ?? text;
  };
  return {
    field,
    /** Both sides of a change. */
    sides: (name: string, from: string, to: string): [string, string] => {
      const said: [string, string] = [value(name, from), value(name, to)];
      return said[0] === said[1] ? [from, to] : said;
    },
    name: ({ subject, subject_name: name }: AuditEntry) => {
      if (subject !== 'system_email') return name;
      return name === 'relay' ? t('center.relay.name') : rule.emailName(name);
    },
  };
}

/** The parts of a rule, which the log keeps as the contract writes them. */
function useRuleParts() {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const rule = useRuleWords();
  const isProperty = (name: string): name is PropertyName => i18n.exists(`center.property.${name}`);
  const property = (name: string) => (isProperty(name) ? t(`center.property.${name}`) : name);
  const isObject = (word: string): word is 'ticket' => i18n.exists(`center.object.${word}`);
  const isTrigger = (word: string): word is 'created' => i18n.exists(`center.trigger.${word}`);

  const condition = ({ property: name, comparison, value = '' }: AutomationCondition) =>
    [property(name), t(`center.comparison.${comparison}`), value && names.of(name, value)]
      .filter(Boolean)
      .join(' ');
  const filter = (from: AutomationFilter, depth = 0): string => {
    const held = [
      ...(from.conditions ?? []).map(condition),
      ...(from.groups ?? []).map((group) => filter(group, depth + 1)),
    ].join(` ${from.any ? t('audit.or') : t('audit.and')} `);
    return depth > 0 ? `(${held})` : held;
  };
  const details = (from: AutomationAction): string[] => {
    const texts = Object.entries(from.texts ?? {}).map(([language, text]) =>
      t('audit.said', {
        language: isLanguage(language) ? languageNames[language] : language,
        text,
      }),
    );
    const set = from.property ? [property(from.property)] : [];
    const value = from.value ? [names.of(from.property ?? '', from.value)] : [];
    const template = from.template_id ? [names.of('template', String(from.template_id))] : [];
    return [
      ...set,
      ...value,
      ...template,
      ...(from.recipients ?? []).map(rule.recipient),
      ...texts,
    ];
  };
  const action = (from: AutomationAction) =>
    t('audit.colon', { name: t(`center.action.${from.kind}`), text: details(from).join(', ') });
  return {
    isObject,
    value: (name: string, text: string): string | undefined => {
      if ((name === 'object' || name === 'item_type') && isObject(text))
        return t(`center.object.${text}`);
      if (name === 'trigger' && isTrigger(text)) return t(`center.trigger.${text}`);
      const parsed = text.startsWith('{') ? parse<object>(text) : undefined;
      if (name === 'filter' && parsed) return filter(parsed);
      return name === 'action' && parsed ? action(parsed as AutomationAction) : undefined;
    },
  };
}

/** People, teams, queues and projects that a rule names by id. */
function useNames() {
  const { t } = useTranslation();
  const users = useChoices('user');
  const teams = useChoices('team');
  const queues = useChoices('queue');
  const projects = useChoices('project');
  const organizations = useChoices('organization');
  const { data: templates } = useQuery(templatesQuery);
  const lists: Record<string, Choice[] | null> = {
    template: (templates?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
    assignee: users,
    done_by: users,
    worked_by: users,
    team: teams,
    queue: queues,
    project: projects,
    organization: organizations,
  };
  return {
    of: (property: string, value: string) => {
      const list = lists[property];
      if (!list) return value;
      return list.find((one) => one.value === value)?.label ?? t('audit.unlisted', { id: value });
    },
  };
}
