// Colleagues, one by one or by their teams.
// Source: product-facts 1.2 (a team can be added to a conversation).
import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { teamsQuery, usersQuery } from '@agent/app/queries';

interface PeoplePickerProps {
  value: string[];
  onChange: (value: string[]) => void;
  /** Users who are there already. */
  without: number[];
}

export function PeoplePicker({ value, onChange, without }: PeoplePickerProps) {
  const { t } = useTranslation();
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const [opened, setOpened] = useState(false);
  const people = (users?.items ?? []).filter(({ id, active }) => active && !without.includes(id));
  return (
    <MultiSelect
      size="sm"
      searchable
      hidePickedOptions
      data-autofocus
      label={t('talk.people')}
      placeholder={value.length === 0 ? t('talk.people_hint') : undefined}
      nothingFoundMessage={t('followers.nobody_else')}
      comboboxProps={{ withinPortal: false }}
      maxDropdownHeight={220}
      value={value}
      // Closed after each choice: what stands below it can be reached at once.
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onChange={(chosen) => {
        setOpened(false);
        onChange(chosen);
      }}
      data={[
        {
          group: t('followers.users'),
          items: people.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
        },
        {
          group: t('followers.teams'),
          items: (teams?.items ?? []).map(({ id, name }) => ({
            value: `team:${id}`,
            label: name,
          })),
        },
      ]}
    />
  );
}
