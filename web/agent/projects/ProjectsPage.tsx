// Projects shared with me; team leaders and administrators make new ones.
// Source: product.md, "project"; F024.
import { Badge, Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconBell, IconBriefcase } from '@tabler/icons-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { addTexts, directoryTexts } from '@shared/i18n';
import { Empty } from '@shared/ui/Empty';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Page } from '@shared/ui/Page';
import { meQuery, projectsQuery } from '@agent/app/queries';
import { InvitationCards } from '@agent/talk/InvitationCards';
import classes from './Projects.module.css';

const CsvMenu = lazy(async () => {
  await addTexts(directoryTexts);
  const { CsvMenu } = await import('@agent/admin/directory/CsvMenu');
  return { default: CsvMenu };
});

export function ProjectsPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data, error, refetch } = useQuery(projectsQuery);
  return (
    <Page
      title={t('projects.title')}
      text={t('projects.text')}
      actions={
        me?.role === 'administrator' && (
          <Suspense>
            <CsvMenu kind="projects" />
          </Suspense>
        )
      }
    >
      <InvitationCards />
      {me && me.role !== 'member' && <NewProject />}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton height={180} radius="md" aria-hidden />
      ) : data.items.length === 0 ? (
        <Empty
          icon={IconBriefcase}
          title={t('projects.empty_title')}
          text={t('projects.empty_text')}
        />
      ) : (
        <ul className={classes.list}>
          {data.items.map((project) => (
            <li key={project.id}>
              <Link to="/projects/$projectId" params={{ projectId: project.id }}>
                <IconBriefcase size={18} stroke={1.6} aria-hidden />
                <span>{project.name}</span>
                {project.followed && (
                  <Badge variant="light" leftSection={<IconBell size={12} aria-hidden />}>
                    {t('projects.followed')}
                  </Badge>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function NewProject() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/projects', { body: { name: name.trim() } })),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['projects'] });
      void navigate({ to: '/projects/$projectId', params: { projectId: id } });
    },
    onError: (error) => notice(error),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end" mb="md">
        <TextInput
          size="sm"
          w={{ base: '100%', xs: 300 }}
          label={t('projects.new')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" disabled={!name.trim()} loading={create.isPending}>
          {t('actions.add')}
        </Button>
      </Group>
    </form>
  );
}
