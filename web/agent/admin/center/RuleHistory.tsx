// What a rule did lately: cause, effects, and why it was kept from acting.
// Source: issue 6 point 2 ("run history with cause and effect"); product.md, "Explain".
import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { AutomationEffect } from '@shared/api/types';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import { useRuleWords } from './use_rule_words';

export function RuleHistory({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['automation_runs', id],
    queryFn: () =>
      ok(
        api.GET('/api/v1/automations/{id}/runs', {
          params: { path: { id }, query: { limit: 30 } },
        }),
      ),
  });
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('center.history.title')}
      </Title>
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('center.history.none')}
        </Text>
      )}
      {data && data.items.length > 0 && (
        <div className={page.tableBox}>
          <table className={page.table}>
            <tbody>
              {data.items.map((run) => (
                <tr key={run.id}>
                  <td>
                    <When at={run.at} />
                  </td>
                  <td>
                    {run.item_id && (
                      <Anchor
                        size="sm"
                        style={{ whiteSpace: 'nowrap' }}
                        renderRoot={(props) => (
                          <Link
                            {...props}
                            to="/items/$itemId"
                            params={{ itemId: run.item_id ?? 0 }}
                          />
                        )}
                      >
                        {run.item}
                      </Anchor>
                    )}
                  </td>
                  <td>
                    {t(`center.outcome.${run.outcome}`)}
                    {run.cause && (
                      <Text size="xs" c="dimmed">
                        {t('center.history.cause', { rule: run.cause.reference })}
                      </Text>
                    )}
                    <Effects effects={run.effects} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export function Effects({ effects }: { effects: AutomationEffect[] }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const toWords = (to: string) =>
    to === 'public' || to === 'internal' ? t(`center.rule.${to}`) : to;
  return effects.map((effect, at) => (
    <Text key={at} size="xs" c="dimmed">
      {t(`center.action.${effect.kind as 'webhook'}`)}
      {effect.to && ` (${toWords(effect.to)})`}: {words.effect(effect)}
    </Text>
  ));
}
