// The logo of outgoing mail: chosen, shown, removed at once; the words beside it are saved by a button of their own.
// Source: F125.
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { EmailAppearance } from '@shared/api/types';
import { sendPicture } from '@shared/api/send_picture';
import { useErrorNotice } from '@shared/ui/errors';
import { ImageChoice } from '@shared/ui/ImageChoice';

interface Props {
  logo: string | null;
  onChange: (now: EmailAppearance) => void;
}

export function LogoChoice({ logo, onChange }: Props) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const change = useMutation({
    mutationFn: (file: File | null) =>
      sendPicture<EmailAppearance>('/api/v1/email_appearance/logo', file),
    onSuccess: onChange,
    onError: (error) => notice(error),
  });
  return (
    <ImageChoice
      url={logo}
      accept="image/png,image/jpeg,image/gif"
      isPending={change.isPending}
      onChange={change.mutate}
      words={{
        label: t('appearance.logo'),
        choose: t('appearance.choose_logo'),
        remove: t('appearance.remove_logo'),
        text: t('appearance.logo_text'),
      }}
    />
  );
}
