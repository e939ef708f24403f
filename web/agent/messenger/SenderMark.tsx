// Beside a message that came as a mail: what proves who sent it.
// Invariant: "nothing proves it" is not "it is false": most honest mail proves nothing, so that mark is the quietest.
// Source: THR-6.
import { Tooltip } from '@mantine/core';
import { IconShield, IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { SenderProof } from '@shared/api/types';
import classes from './MessageView.module.css';

function markOf({ conclusion, dkim }: SenderProof) {
  if (conclusion === 'pass') return { MarkIcon: IconShieldCheck, kind: 'pass' };
  if (conclusion === 'fail') return { MarkIcon: IconShieldX, kind: 'fail' };
  return dkim === 'fail'
    ? { MarkIcon: IconShieldQuestion, kind: 'none' }
    : { MarkIcon: IconShield, kind: 'none' };
}

export function senderWords(proof: SenderProof, t: TFunction): string {
  const { conclusion, basis, dkim, domain } = proof;
  if (conclusion === 'fail') return t('proof.fail', { domain });
  if (conclusion === 'none') return dkim === 'fail' ? t('proof.broken') : t('proof.none');
  return basis === 'dkim' ? t('proof.signed', { domain }) : t('proof.vouched', { domain });
}

export function SenderMark({ proof }: { proof: SenderProof }) {
  const { t } = useTranslation();
  const { MarkIcon, kind } = markOf(proof);
  const words = senderWords(proof, t);
  return (
    <Tooltip label={words} multiline maw={320}>
      <span className={classes.proof} data-kind={kind} role="img" aria-label={words}>
        <MarkIcon size={15} stroke={1.7} />
      </span>
    </Tooltip>
  );
}
