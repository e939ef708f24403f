// Administration > Emails > Messaging Center: the relay, automated messages, automated emails, system emails.
// Invariant: what cannot be switched off shows a locked, transparent toggle; what is off is hidden until it is asked for.
// Source: F052-F080; product-facts.md 1.5.
import '@mantine/core/styles/Drawer.css';
import { Anchor, Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Automation, EmailTemplate, MessagingCenter, WrittenEmail } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { centerQuery, rulesQuery, useSave } from './queries';
import { RuleDrawer } from './RuleDrawer';
import { TemplateDrawer } from './TemplateDrawer';
import { WordsDrawer } from './WordsDrawer';
import { Edit, Locked, SystemEmails } from './SystemEmails';
import { useRuleWords } from './use_rule_words';
import { useTriggerDetail } from './use_trigger_detail';
import classes from './Center.module.css';

type Open =
  | { kind: 'rule'; rule: Automation | null }
  | { kind: 'template'; template: EmailTemplate | null; copy?: boolean }
  | { kind: 'words'; email: WrittenEmail };

export default function CenterTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(centerQuery);
  const { data: rules } = useQuery(rulesQuery);
  const [inactive, setInactive] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data || !rules) return <Skeleton height={420} radius="md" aria-hidden />;
  const close = () => setOpen(null);
  const openRule = (id: number) => {
    const rule = rules.items.find((one) => one.id === id);
    if (rule) setOpen({ kind: 'rule', rule });
  };
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div className={classes.intro}>
          <Text fw={600}>{t('center.title')}</Text>
          <Text size="sm" c="dimmed">
            {t('center.text')}
          </Text>
        </div>
        <Switch
          label={t('center.show_inactive')}
          checked={inactive}
          onChange={(event) => setInactive(event.currentTarget.checked)}
        />
      </Group>
      <Messages
        center={data}
        rules={rules.items}
        inactive={inactive}
        openRule={openRule}
        addRule={() => setOpen({ kind: 'rule', rule: null })}
        editRelay={() => setOpen({ kind: 'words', email: data.relay })}
      />
      <Emails
        templates={data.automated_emails}
        openRule={openRule}
        edit={(template, copy) => setOpen({ kind: 'template', template, copy })}
      />
      <SystemEmails
        emails={data.system_emails}
        inactive={inactive}
        edit={(email) => setOpen({ kind: 'words', email })}
      />
      {open?.kind === 'rule' && <RuleDrawer rule={open.rule} onClose={close} />}
      {open?.kind === 'template' && (
        <TemplateDrawer template={open.template} copy={open.copy ?? false} onClose={close} />
      )}
      {open?.kind === 'words' && <WordsDrawer email={open.email} onClose={close} />}
    </Stack>
  );
}

interface MessagesProps {
  center: MessagingCenter;
  rules: Automation[];
  inactive: boolean;
  openRule: (id: number) => void;
  addRule: () => void;
  editRelay: () => void;
}

function Messages({ center, rules, inactive, openRule, addRule, editRelay }: MessagesProps) {
  const { t } = useTranslation();
  const posting = new Set(center.automated_messages.map((rule) => rule.id));
  const shown = rules.filter((rule) => inactive || rule.enabled);
  const others = shown.filter((rule) => !posting.has(rule.id));
  return (
    <>
      <Card
        title={t('center.messages.title')}
        text={t('center.messages.text')}
        actions={
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={addRule}>
            {t('center.new_rule')}
          </Button>
        }
      >
        <Table>
          <tr>
            <td>{t('center.relay.name')}</td>
            <td>{t('center.relay.when')}</td>
            <td className={page.soft}>{t('center.relay.to')}</td>
            <td />
            <td>
              <Locked name={t('center.relay.name')} />
            </td>
            <td data-actions>
              <Edit name={t('center.relay.name')} onClick={editRelay} />
            </td>
          </tr>
          {shown
            .filter((rule) => posting.has(rule.id))
            .map((rule) => (
              <RuleRow key={rule.id} rule={rule} open={openRule} />
            ))}
        </Table>
      </Card>
      {others.length > 0 && (
        <Card title={t('center.rules.title')} text={t('center.rules.text')}>
          <Table>
            {others.map((rule) => (
              <RuleRow key={rule.id} rule={rule} open={openRule} />
            ))}
          </Table>
        </Card>
      )}
    </>
  );
}

function Table({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={page.tableBox}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('center.column.rule')}</th>
            <th scope="col">{t('center.column.when')}</th>
            <th scope="col">{t('center.column.to')}</th>
            <th scope="col">{t('center.column.runs')}</th>
            <th scope="col">{t('center.column.on')}</th>
            <th aria-label={t('center.column.actions')} />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The ids of rules are blue links (F063), readable by day and by night. */
const blue = 'light-dark(var(--mantine-primary-color-7), var(--mantine-primary-color-3))';

function RuleRow({ rule, open }: { rule: Automation; open: (id: number) => void }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const detail = useTriggerDetail();
  const save = useSave((enabled: boolean) =>
    ok(
      api.PATCH('/api/v1/automations/{id}', {
        params: { path: { id: rule.id } },
        body: { enabled, version: rule.version },
      }),
    ),
  );
  return (
    <tr>
      <td>
        <Anchor
          c={blue}
          component="button"
          size="sm"
          fw={600}
          aria-label={t('center.open_rule', { name: `${rule.reference} ${rule.name}` })}
          onClick={() => open(rule.id)}
        >
          {rule.reference}
        </Anchor>{' '}
        {rule.name}
      </td>
      <td>{words.sentence(rule, detail(rule.trigger))}</td>
      <td className={page.soft}>{words.recipients(rule)}</td>
      <td>
        {t('center.runs', { count: rule.runs })}
        {rule.stopped > 0 && (
          <Text size="xs" c="dimmed">
            {t('center.stopped', { count: rule.stopped })}
          </Text>
        )}
      </td>
      <td>
        <Switch
          aria-label={t('center.switch', { name: rule.reference })}
          checked={rule.enabled}
          disabled={save.isPending}
          onChange={(event) => save.mutate(event.currentTarget.checked)}
        />
      </td>
      <td data-actions>
        <Edit name={rule.reference} onClick={() => open(rule.id)} />
      </td>
    </tr>
  );
}

interface EmailsProps {
  templates: EmailTemplate[];
  openRule: (id: number) => void;
  edit: (template: EmailTemplate | null, copy?: boolean) => void;
}

function Emails({ templates, openRule, edit }: EmailsProps) {
  const { t } = useTranslation();
  return (
    <Card
      title={t('center.emails.title')}
      text={t('center.emails.text')}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => edit(null)}
        >
          {t('center.new_template')}
        </Button>
      }
    >
      {templates.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('center.emails.none')}
        </Text>
      ) : (
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('center.column.name')}</th>
                <th scope="col">{t('center.column.to')}</th>
                <th scope="col">{t('center.column.used_by')}</th>
                <th aria-label={t('center.column.actions')} />
              </tr>
            </thead>
            <tbody>
              {templates.map((template) => (
                <tr key={template.id}>
                  <td>{template.name}</td>
                  <td>{t(`center.audience.${template.audience}`)}</td>
                  <td>
                    <Group gap={8}>
                      {template.used_by.length === 0 && (
                        <Text size="sm" c="dimmed">
                          {t('center.emails.unused')}
                        </Text>
                      )}
                      {template.used_by.map((rule) => (
                        <Anchor
                          key={rule.id}
                          c={blue}
                          component="button"
                          size="sm"
                          aria-label={t('center.open_rule', {
                            name: `${rule.reference} ${rule.name}`,
                          })}
                          onClick={() => openRule(rule.id)}
                        >
                          {rule.reference}
                        </Anchor>
                      ))}
                    </Group>
                  </td>
                  <td>
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => edit(template, true)}
                      >
                        {t('center.duplicate')}
                      </Button>
                      <Edit name={template.name} onClick={() => edit(template)} />
                    </Group>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
