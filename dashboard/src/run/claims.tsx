import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card, Person, Words } from '../parts/pieces';
import { Nothing, When } from '../parts/states';
import { Outcome, useDoing } from './doing';

/** Who says that an account is theirs, too. */
export function Claims({ space }: { space: string }) {
  const asked = useAsk(`${space} claims`, () => told(api.GET('/spaces/{space}/identities/claims', { params: { path: { space } } })));
  const doing = useDoing();
  const settle = (code: string, alias: string, isRight: boolean) =>
    doing.run(async () => {
      const params = { path: { space, code } };
      if (isRight) await told(api.POST('/spaces/{space}/identities/claims/{code}/confirm', { params }));
      else await told(api.POST('/spaces/{space}/identities/claims/{code}/reject', { params }));
      asked.again();
      return isRight ? `${alias} is theirs.` : 'The claim is turned down.';
    });
  return (
    <Card title="Claims">
      <p class="quiet">Somebody says that an account is theirs, too. Confirm what you see the code at: only its owner can write there.</p>
      <Outcome doing={doing} />
      <When asked={asked}>
        {({ claims }) =>
          claims.length === 0 ? (
            <Nothing title="No claim waits" />
          ) : (
            <ul class="things acts">
              {claims.map(claim => (
                <li key={claim.code}>
                  <span class="grow">
                    <Person space={space} id={claim.identity} /> says to be <Words text={claim.alias} />
                    <small class="quiet">
                      code <code>{claim.code}</code>
                    </small>
                  </span>
                  <span class="row">
                    <button type="button" class="button" disabled={doing.isBusy} onClick={() => void settle(claim.code, claim.alias, true)}>
                      Confirm<span class="unseen"> that {claim.alias} is theirs</span>
                    </button>
                    <button
                      type="button"
                      class="button"
                      disabled={doing.isBusy}
                      onClick={() => void settle(claim.code, claim.alias, false)}
                    >
                      Turn down<span class="unseen"> the claim of {claim.alias}</span>
                    </button>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </When>
    </Card>
  );
}
