import { Card, Words } from '../parts/pieces';
import { Claims } from './claims';
import type { MyProps } from './mine';

/** The accounts that are the reader's, and saying that another one is. */
export function Accounts(props: MyProps) {
  const { me } = props;
  return (
    <Card title="Your accounts">
      <ul class="chips">
        {(me.accounts ?? []).map(account => (
          <li key={account}>
            <Words text={account} />
          </li>
        ))}
      </ul>
      {me.registered ? <Claims {...props} /> : <p class="quiet">Give yourself a name first; then you can add other accounts of yours.</p>}
    </Card>
  );
}
