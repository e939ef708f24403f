// Beside Send: let the customer's mail leave later, and how important it is.
// Invariant: what was chosen is shown beside Send until the message is sent or the choice is taken back.
// Source: F162, F177; ui.md, "Never a modal for what can be inline".
import {
  ActionIcon,
  Button,
  Group,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import {
  IconAlertCircle,
  IconChevronDown,
  IconClock,
  IconArrowDown,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '@shared/time';
import type { SendChoice } from './pending';
import { chosenTime, inAnHour, mondayMorning, tomorrowMorning } from './send_times';
import classes from './Composer.module.css';

interface SendOptionsProps {
  choice: SendChoice;
  onChange: (choice: SendChoice) => void;
}

const importances = ['low', 'normal', 'high'] as const;

export default function SendOptions({ choice, onChange }: SendOptionsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const setTime = (sendAt: string | null) => {
    onChange({ ...choice, sendAt });
    setOpen(false);
  };
  return (
    <>
      <Chosen choice={choice} onChange={onChange} />
      <Popover opened={open} onChange={setOpen} position="top-end" shadow="md" trapFocus>
        <Popover.Target>
          <Tooltip label={t('sending.later.menu')}>
            <ActionIcon
              size={36}
              variant="default"
              aria-label={t('sending.later.menu')}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <IconChevronDown size={17} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('sending.later.menu')}>
          <Stack gap="sm" w={250}>
            <TimeChoice onTime={setTime} />
            <div>
              <Text size="xs" fw={600} mb={4}>
                {t('sending.importance')}
              </Text>
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label={t('sending.importance')}
                value={choice.importance}
                data={importances.map((value) => ({ value, label: t(`importance.${value}`) }))}
                onChange={(value) => {
                  const importance = importances.find((known) => known === value) ?? 'normal';
                  onChange({ ...choice, importance });
                }}
              />
            </div>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

function TimeChoice({ onTime }: { onTime: (at: string) => void }) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState('');
  const [now] = useState(() => Date.now());
  const at = chosenTime(typed, now);
  const offers = [
    ['hour', inAnHour(now)],
    ['tomorrow', tomorrowMorning(now)],
    ['monday', mondayMorning(now)],
  ] as const;
  return (
    <div role="group" aria-label={t('sending.later.title')}>
      <Text size="xs" fw={600} mb={4}>
        {t('sending.later.title')}
      </Text>
      {offers.map(([name, time]) => (
        <Button
          key={name}
          size="xs"
          variant="subtle"
          color="gray"
          fullWidth
          justify="space-between"
          rightSection={
            <Text size="xs" c="dimmed">
              {momentText(time, i18n.language, now)}
            </Text>
          }
          onClick={() => onTime(time)}
        >
          {t(`sending.later.${name}`)}
        </Button>
      ))}
      <Group gap={6} mt={6} align="flex-end" wrap="nowrap">
        <TextInput
          size="xs"
          type="datetime-local"
          style={{ flex: 1 }}
          label={t('sending.later.at')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={!at} onClick={() => at && onTime(at)}>
          {t('sending.later.set')}
        </Button>
      </Group>
    </div>
  );
}

function Chosen({ choice, onChange }: SendOptionsProps) {
  const { t, i18n } = useTranslation();
  const { sendAt, importance } = choice;
  const [now] = useState(() => Date.now());
  return (
    <>
      {sendAt && (
        <Chip
          icon={<IconClock size={14} aria-hidden />}
          text={t('sending.later.chosen', { when: momentText(sendAt, i18n.language, now) })}
          forget={t('sending.later.forget')}
          onForget={() => onChange({ ...choice, sendAt: null })}
        />
      )}
      {importance !== 'normal' && (
        <Chip
          icon={
            importance === 'high' ? (
              <IconAlertCircle size={14} aria-hidden />
            ) : (
              <IconArrowDown size={14} aria-hidden />
            )
          }
          text={t(`sending.importance_chosen.${importance}`)}
          forget={t('sending.importance_forget')}
          onForget={() => onChange({ ...choice, importance: 'normal' })}
        />
      )}
    </>
  );
}

interface ChipProps {
  icon: ReactNode;
  text: string;
  forget: string;
  onForget: () => void;
}

function Chip({ icon, text, forget, onForget }: ChipProps) {
  return (
    <span className={classes.choice} data-testid="send-choice">
      {icon} {text}
      <ActionIcon size={18} variant="subtle" color="gray" aria-label={forget} onClick={onForget}>
        <IconX size={13} />
      </ActionIcon>
    </span>
  );
}
