// A priority above normal is worth a mark; normal and low are not.
// Source: product.md, "item".
import { IconArrowUp, IconFlame } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '@shared/api/types';

export function PriorityMark({ priority }: { priority: Priority }) {
  const { t } = useTranslation();
  if (priority === 'urgent') {
    return (
      <IconFlame
        size={16}
        color="var(--bad)"
        role="img"
        aria-label={t('priority.urgent')}
        style={{ flex: 'none' }}
      />
    );
  }
  if (priority === 'high') {
    return (
      <IconArrowUp
        size={16}
        color="var(--internal-strong)"
        role="img"
        aria-label={t('priority.high')}
        style={{ flex: 'none' }}
      />
    );
  }
  return null;
}
