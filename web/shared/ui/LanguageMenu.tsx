// Choosing a language, each named in itself.
// Source: product.md, "Speaks the seeds' languages".
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isLanguage, languageNames, languages, switchLanguage } from '@shared/i18n';

export function LanguageMenu({ onChange }: { onChange?: (language: string) => void }) {
  const { i18n, t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('profile.language')}
      value={i18n.language}
      data={languages.map((value) => ({ value, label: languageNames[value] }))}
      onChange={(value) => {
        if (!isLanguage(value)) return;
        void switchLanguage(value);
        onChange?.(value);
      }}
    />
  );
}
