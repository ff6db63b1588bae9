import { Card, Copy } from '../parts/pieces';
import { to } from '../router';

/** What an empty space needs next. */
export function FirstSteps({ space, hasEpochs }: { space: string; hasEpochs: boolean }) {
  return (
    <Card title="Nothing has been counted yet">
      <ol class="guide">
        <li>
          <p>
            <strong>Bring in what was done.</strong> The history of a repository that you have cloned:
          </p>
          <Copy text={`./grain import git PATH --space ${space}`} />
        </li>
        <li>
          <p>
            <strong>Or give points by hand</strong>, to see how it looks:
          </p>
          <Copy text={`./grain grant github/octocat 5 --space ${space}`} />
        </li>
        <li>
          <p>
            <a href={to.run(space, 'webhooks')}>
              <strong>Connect a webhook</strong>
            </a>
            , so that what happens from now on is counted.
          </p>
        </li>
        {!hasEpochs && (
          <li>
            <p>
              <strong>Close what is over.</strong> A timer does so by itself; this does it now:
            </p>
            <Copy text={`./grain epochs close --space ${space}`} />
          </li>
        )}
      </ol>
    </Card>
  );
}
