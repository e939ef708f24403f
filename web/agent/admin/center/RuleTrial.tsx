// "Try it": what the rule as it stands in the form would have done; nothing is done.
// Source: product.md, "Foresee"; issue 6 point 3.
import { Alert, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import type { RuleDraft } from './RuleDrawer';
import { Effects } from './RuleHistory';

export function RuleTrial({ draft }: { draft: RuleDraft }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const [number, setNumber] = useState('');
  const trial = useMutation({
    mutationFn: (on: { item_id: number } | { days: number }) => {
      const { object, trigger, filter, actions } = draft;
      return ok(
        api.POST('/api/v1/automation_trials', {
          body: { object, trigger, filter, actions, ...on },
        }),
      );
    },
    onError: (error) => notice(error),
  });
  const item = Number(number.replace(/\D/g, ''));
  const { data } = trial;
  return (
    <section>
      <Title order={3} size="h5">
        {t('center.try.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('center.try.text')}
      </Text>
      <Group align="flex-end" gap="xs">
        <Button
          variant="default"
          loading={trial.isPending}
          onClick={() => trial.mutate({ days: 7 })}
        >
          {t('center.try.days')}
        </Button>
        <TextInput
          w={140}
          label={t('center.try.item')}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={item < 1}
          loading={trial.isPending}
          onClick={() => trial.mutate({ item_id: item })}
        >
          {t('center.try.on_item')}
        </Button>
      </Group>
      {data && (
        <Stack gap="xs" mt="sm">
          <Alert role="status">
            {t('center.try.result', {
              matched: data.matched,
              mails: data.mails,
              people: data.people,
            })}
            {!data.complete && ` ${t('center.try.incomplete')}`}
          </Alert>
          {data.hits.length > 0 && (
            <div className={page.tableBox}>
              <table className={page.table}>
                <tbody>
                  {data.hits.map((hit, at) => (
                    <tr key={at}>
                      <td>
                        <When at={hit.at} />
                      </td>
                      <td>
                        {hit.item} {hit.title}
                        <Effects effects={hit.effects} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Stack>
      )}
    </section>
  );
}
