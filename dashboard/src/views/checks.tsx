import { Icon } from '../parts/icons';
import type { Check } from '../verify/statement';

/** Whether all checks hold, in a line that who hears the page is told. */
export function Verdict({ checks }: { checks: readonly Check[] }) {
  const failed = checks.filter(check => !check.holds).length;
  return (
    <p class={failed === 0 ? 'verdict good' : 'verdict bad'}>
      <Icon name={failed === 0 ? 'check' : 'cross'} />
      {failed === 0 ? ` All ${checks.length} checks hold.` : ` ${failed} of ${checks.length} checks fail.`}
    </p>
  );
}

/** What was looked at, and what was found. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <ul class="checks">
      {checks.map((check, i) => (
        <li key={i} class={check.holds ? 'good' : 'bad'}>
          <Icon name={check.holds ? 'check' : 'cross'} />
          <span>
            <span class="unseen">{check.holds ? 'Holds: ' : 'Fails: '}</span>
            {check.what}
            {check.found && <small class="quiet block hash">{check.found}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
