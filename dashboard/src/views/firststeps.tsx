import { Card, Copy } from '../parts/pieces';

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
            <strong>Connect a webhook</strong>, so that what happens from now on is counted: set a secret, and give it to the sender.
          </p>
          <Copy text={`./grain config edit --space ${space}`} />
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
