// Says that a colleague has answered, or is about to, before the same is sent twice.
// Source: product.md, "answered once, by one colleague"; issue 4 point 4.
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { duration } from '@shared/time';
import { useNow } from '@shared/ui/When';
import type { Collision } from './collision';
import classes from './Composer.module.css';

export function CollisionLine({ collision }: { collision: Collision | null }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const last = collision?.answers.at(-1);
  const names = collision?.typing.map(({ name }) => name).join(', ');
  return (
    <div role="status">
      {collision && (
        <p className={classes.collision}>
          <IconUsers size={15} aria-hidden />
          {last
            ? t('collision.answered', {
                name: last.author.name,
                ago: duration(
                  Math.max(1, Math.round((now - Date.parse(last.created_at)) / 1000)),
                  i18n.language,
                ),
              })
            : t('collision.writing', { names, count: collision.typing.length })}
        </p>
      )}
    </div>
  );
}
