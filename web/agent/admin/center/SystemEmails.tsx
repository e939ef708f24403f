// The mails that Postroom sends whatever the automations are, and the locked toggle.
// Invariant: what cannot be switched off has a transparent toggle that nothing moves.
// Source: F072-F080.
import { ActionIcon, Group, Switch, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { WrittenEmail } from '@shared/api/types';
import { Card } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { useSave } from './queries';
import { useRuleWords } from './use_rule_words';
import classes from './Center.module.css';

interface SystemProps {
  emails: WrittenEmail[];
  inactive: boolean;
  edit: (email: WrittenEmail) => void;
}

export function SystemEmails({ emails, inactive, edit }: SystemProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <Card title={t('center.system.title')} text={t('center.system.text')}>
      <div className={page.tableBox}>
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('center.column.name')}</th>
              <th scope="col">{t('center.column.when')}</th>
              <th scope="col">{t('center.column.to')}</th>
              <th scope="col">{t('center.column.on')}</th>
              <th aria-label={t('center.column.actions')} />
            </tr>
          </thead>
          <tbody>
            {emails
              .filter((email) => inactive || email.enabled)
              .map((email) => (
                <tr key={email.name}>
                  <td>{words.emailName(email.name)}</td>
                  <td className={page.soft}>{words.emailWhen(email.name)}</td>
                  <td>{t(`center.audience.${email.audience}`)}</td>
                  <td>
                    {email.locked ? (
                      <Locked name={words.emailName(email.name)} />
                    ) : (
                      <SystemSwitch email={email} name={words.emailName(email.name)} />
                    )}
                  </td>
                  <td data-actions>
                    <Edit name={words.emailName(email.name)} onClick={() => edit(email)} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function SystemSwitch({ email, name }: { email: WrittenEmail; name: string }) {
  const { t } = useTranslation();
  const save = useSave((enabled: boolean) =>
    ok(
      api.PATCH('/api/v1/system_emails/{name}', {
        params: { path: { name: email.name } },
        body: { enabled },
      }),
    ),
  );
  return (
    <Switch
      aria-label={t('center.switch', { name })}
      checked={email.enabled}
      disabled={save.isPending}
      onChange={(event) => save.mutate(event.currentTarget.checked)}
    />
  );
}

/** On, and drawn transparent: nobody can switch it off. (F075, F076) */
export function Locked({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('center.locked')}>
      <Switch
        aria-label={`${name}: ${t('center.locked')}`}
        className={classes.locked}
        checked
        readOnly
        disabled
      />
    </Tooltip>
  );
}

export function Edit({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Tooltip label={t('center.edit', { name })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('center.edit', { name })}
          onClick={onClick}
        >
          <IconPencil size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
