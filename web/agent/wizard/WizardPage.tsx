// First start: account, support address, a test mail watched live, a colleague, done; each step can be left for later.
// Invariant: the server remembers how far it came, so closing the browser loses no step.
// Source: ui.md, "First start"; F105, F118, F132.
import '@mantine/core/styles/Stepper.css';
import { Skeleton, Stepper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { LanguageMenu } from '@shared/ui/LanguageMenu';
import { Logo } from '@shared/ui/Logo';
import { sessionQuery, setupQuery } from '@agent/app/queries';
import { AccountStep } from './AccountStep';
import { AddressStep } from './AddressStep';
import { ColleagueStep } from './ColleagueStep';
import { DoneStep } from './DoneStep';
import { TestMailStep } from './TestMailStep';
import classes from './WizardPage.module.css';

/** The colleague is asked for here alone: whoever comes back later adds them under Administration. */
type Step = Setup['step'] | 'colleague';
const steps: Step[] = ['account', 'support_address', 'test_mail', 'colleague', 'done'];

export function WizardPage() {
  const { t } = useTranslation();
  const { data: setup, error, refetch } = useQuery(setupQuery);
  const { data: session } = useQuery(sessionQuery);
  const [chosen, setChosen] = useState<Step | null>(null);
  if (setup && setup.step !== 'account' && session === null) return <Navigate to="/sign-in" />;
  const step = chosen ?? setup?.step;
  const goOn = (next: Step) => () => setChosen(next);
  return (
    <main className={classes.page}>
      <section className={classes.card}>
        <div className={classes.head}>
          <Logo size={44} />
          <div>
            <Title order={1}>{t('wizard.title')}</Title>
            <Text size="sm" c="dimmed">
              {t('wizard.text')}
            </Text>
          </div>
        </div>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!step && !error && <Skeleton height={260} aria-hidden />}
        {step && setup && (
          <>
            <Stepper
              active={steps.indexOf(step)}
              size="xs"
              my="lg"
              allowNextStepsSelect={false}
              classNames={{
                steps: classes.steps,
                step: classes.step,
                stepBody: classes.stepBody,
                stepLabel: classes.stepLabel,
              }}
            >
              {steps.map((name) => (
                <Stepper.Step key={name} label={t(`wizard.step.${name}`)} />
              ))}
            </Stepper>
            {step === 'account' && <AccountStep onDone={goOn('support_address')} />}
            {step === 'support_address' && <AddressStep setup={setup} onDone={goOn('test_mail')} />}
            {step === 'test_mail' && <TestMailStep setup={setup} onDone={goOn('colleague')} />}
            {step === 'colleague' && <ColleagueStep onDone={goOn('done')} />}
            {step === 'done' && <DoneStep />}
          </>
        )}
      </section>
      <footer className={classes.footer}>
        <LanguageMenu />
      </footer>
    </main>
  );
}
