// What a person is told of: presets, each choice, and one sentence that says what it all means now.
// Invariant: every change is saved at once and counts from the next message on (F044).
// Source: F022-F051; ui.md, "a sentence that says what the current choice means".
import { Checkbox, Radio, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationPreferences, NotificationPreferencesPatch } from '@shared/api/types';
import { duration } from '@shared/time';
import { meQuery } from '@agent/app/queries';
import { presetNames, presetOf, presets } from './presets';
import classes from './PreferencesForm.module.css';

interface PreferencesFormProps {
  value: NotificationPreferences;
  mayChangeAccess: boolean;
  onChange: (patch: NotificationPreferencesPatch) => void;
}

export function PreferencesForm({ value, mayChangeAccess, onChange }: PreferencesFormProps) {
  const { t } = useTranslation();
  const grace = useGrace();
  return (
    <Stack gap="lg">
      <Presets value={value} onChange={onChange} />
      <Meaning value={value} />
      <div className={classes.choices}>
        <Choice
          label={t('prefs.from_customers.label')}
          value={value.from_customers}
          options={[
            ['all', t('prefs.from_customers.all')],
            ['mine', t('prefs.from_customers.mine')],
            ['none', t('prefs.from_customers.none')],
          ]}
          onChange={(from_customers) => onChange({ from_customers })}
        />
        <Choice
          label={t('prefs.replies_to_customers.label')}
          value={value.replies_to_customers}
          options={[
            ['all', t('prefs.replies_to_customers.all')],
            ['followed', t('prefs.replies_to_customers.followed')],
            ['none', t('prefs.replies_to_customers.none')],
          ]}
          onChange={(replies_to_customers) => onChange({ replies_to_customers })}
        />
        <Choice
          label={t('prefs.internal_messages.label')}
          value={value.internal_messages}
          options={[
            ['followed', t('prefs.internal_messages.followed')],
            ['none', t('prefs.internal_messages.none')],
          ]}
          onChange={(internal_messages) => onChange({ internal_messages })}
        />
        <Choice
          label={t('prefs.email.label')}
          value={value.email}
          options={[
            ['if_unseen', t('prefs.email.if_unseen', { grace })],
            ['never', t('prefs.email.never')],
          ]}
          onChange={(email) => onChange({ email })}
        />
      </div>
      <Checks value={value} onChange={onChange} />
      {mayChangeAccess && (
        <Choice
          label={t('prefs.conversations.label')}
          value={value.conversations}
          options={[
            ['all_projects', t('prefs.conversations.all_projects')],
            ['followed', t('prefs.conversations.followed')],
          ]}
          onChange={(conversations) => onChange({ conversations })}
        />
      )}
    </Stack>
  );
}

type PartProps = Pick<PreferencesFormProps, 'value' | 'onChange'>;

function Presets({ value, onChange }: PartProps) {
  const { t } = useTranslation();
  const current = presetOf(value);
  return (
    <div className={classes.presets} role="group" aria-label={t('prefs.presets')}>
      {presetNames.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.preset}
          aria-pressed={name === current}
          onClick={() => onChange(presets[name])}
        >
          <b>{t(`prefs.preset.${name}_title`)}</b>
          <span>{t(`prefs.preset.${name}_text`)}</span>
        </button>
      ))}
    </div>
  );
}

/** How long a message may stay unseen before it is emailed; the operator may have set another time than a minute. */
function useGrace(): string {
  const { i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return duration(me?.relay_grace_seconds ?? 60, i18n.language);
}

/** The sentence is put together from the choices, so that it can never say anything else than they do. */
function Meaning({ value }: { value: NotificationPreferences }) {
  const { t, i18n } = useTranslation();
  const grace = useGrace();
  const told = [
    value.from_customers !== 'none' && t(`prefs.meaning.from_${value.from_customers}`),
    value.replies_to_customers !== 'none' &&
      t(`prefs.meaning.replies_${value.replies_to_customers}`),
    value.internal_messages !== 'none' && t('prefs.meaning.internal'),
  ].filter((part) => part !== false);
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(told);
  const sentences =
    told.length === 0
      ? [t('prefs.meaning.nothing')]
      : [
          t('prefs.meaning.told', { list }),
          value.include_automation ? '' : t('prefs.meaning.without_automation'),
          value.email === 'never'
            ? t('prefs.meaning.no_email')
            : t('prefs.meaning.email', { grace }),
        ];
  sentences.push(
    t(value.assignment_emails ? 'prefs.meaning.assignment' : 'prefs.meaning.no_assignment'),
  );
  return (
    <Text size="sm" className={classes.meaning} aria-live="polite" data-testid="meaning">
      {sentences.filter(Boolean).join(' ')}
    </Text>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: [T, string][];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <Radio.Group
      name={name}
      label={label}
      value={value}
      classNames={{ label: classes.label }}
      onChange={(chosen) => {
        const known = options.find(([option]) => option === chosen);
        if (known) onChange(known[0]);
      }}
    >
      <Stack gap={8} mt={6}>
        {options.map(([option, text]) => (
          <Radio key={option} size="sm" value={option} label={text} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

const checks = [
  'include_automation',
  'assignment_emails',
  'project_member_emails',
  'accept_invitations',
  'show_from_customers',
] as const;

function Checks({ value, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={10}>
      {checks.map((key) => (
        <Checkbox
          key={key}
          size="sm"
          label={t(`prefs.check.${key}`)}
          checked={value[key]}
          onChange={(event) => onChange({ [key]: event.currentTarget.checked })}
        />
      ))}
    </Stack>
  );
}
