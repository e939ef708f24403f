// How a request stands, in plain words.
// Source: issue point 7, "status in plain words".
import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PortalRequest } from '@shared/api/types';

const colors: Record<PortalRequest['phase'], string> = {
  received: 'gray',
  working: 'brand',
  waiting_for_you: 'orange',
  done: 'teal',
};

export function PhaseBadge({ phase }: { phase: PortalRequest['phase'] }) {
  const { t } = useTranslation();
  return (
    <Badge color={colors[phase]} size="lg">
      {t(`portal.phase.${phase}`)}
    </Badge>
  );
}
