// What a test of both directions found: step by step, and what to do about what failed.
// Source: OAU-3; ui.md, "test button with plain-language diagnosis".
import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DirectionTest, MailboxTest } from '@shared/api/types';
import { useInWords } from '@shared/wording';
import classes from './Connect.module.css';

export function TestOutcome({ test }: { test: MailboxTest }) {
  return (
    <Stack gap="sm" role="status">
      <Direction name="receiving" test={test.receiving} />
      {test.sending && <Direction name="sending" test={test.sending} />}
    </Stack>
  );
}

interface DirectionProps {
  name: 'receiving' | 'sending';
  test: DirectionTest;
}

function Direction({ name, test }: DirectionProps) {
  const { t } = useTranslation();
  const inWords = useInWords();
  return (
    <Alert
      color={test.ok ? 'teal' : 'red'}
      icon={test.ok ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={t(`connect.direction.${name}`)}
      data-testid={`test-${name}`}
    >
      <Text size="sm">{inWords(test.diagnosis_wording, test.diagnosis)}</Text>
      <ul className={classes.steps}>
        {test.steps
          .filter((step) => step.ok)
          .map((step) => (
            <li key={step.step}>
              <IconCircleCheck size={16} aria-hidden />
              {inWords(step.wording, step.text)}
            </li>
          ))}
        {!test.ok && (
          <li>
            <IconCircleX size={16} aria-hidden />
            {t('connect.stopped_here')}
          </li>
        )}
      </ul>
    </Alert>
  );
}
