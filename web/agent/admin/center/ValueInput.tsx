// The value of a property: chosen where there is a list, written where there is none.
// Source: issue 6 point 2.
import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { QueueSelect } from '@agent/app/QueueSelect';
import { useChoices } from './use_choices';

interface ValueInputProps {
  label: string;
  kind: string;
  words: readonly string[];
  value: string;
  /** Nobody and nothing is a value, too. */
  mayBeEmpty?: boolean;
  onChange: (value: string) => void;
}

export function ValueInput({ label, kind, words, value, mayBeEmpty, onChange }: ValueInputProps) {
  const { t } = useTranslation();
  const choices = useChoices(kind);
  const options =
    words.length > 0
      ? words.map((word) => ({ value: word, label: word.replaceAll('_', ' ') }))
      : choices;
  if (kind === 'queue') {
    return (
      <QueueSelect
        label={label}
        value={value}
        none={{ value: '', label: mayBeEmpty ? t('center.rule.nobody') : '…' }}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    );
  }
  if (options) {
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[{ value: '', label: mayBeEmpty ? t('center.rule.nobody') : '…' }, ...options]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      value={value}
      inputMode={kind === 'number' || kind === 'customer' ? 'numeric' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
