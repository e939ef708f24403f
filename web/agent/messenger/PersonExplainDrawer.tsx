// The door to the explanation of one person: fetched when somebody first asks.
// Source: product.md, "Explain"; ui.md, "first load of the agent bundle under 300 KB gzipped".
import { lazy, Suspense, useState } from 'react';
import type { Person } from '@shared/api/types';

export type Asked = Pick<Person, 'kind' | 'id' | 'name'>;

export interface PersonExplainDrawerProps {
  itemId: number;
  person: Asked | null;
  onClose: () => void;
}

const Drawer = lazy(() => import('./PersonExplanation'));

export function PersonExplainDrawer(props: PersonExplainDrawerProps) {
  const [everAsked, setEverAsked] = useState(false);
  if (props.person && !everAsked) setEverAsked(true);
  return everAsked ? (
    <Suspense fallback={null}>
      <Drawer {...props} />
    </Suspense>
  ) : null;
}
