import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Heat } from '../charts/Heat';
import { Card, Choice } from '../parts/pieces';
import { When } from '../parts/states';
import { theme } from '../parts/theme';
import { day } from '../words/dates';
import { plural, shown } from '../words/numbers';
import type { Whose } from './whose';

/** The days of a year, and how many in a row. */
export function Year({ space, id }: Whose) {
  const now = new Date().getUTCFullYear();
  const [year, setYear] = useState('');
  const query = year ? { caller: id, from: `${year}-01-01`, to: `${year}-12-31` } : { caller: id };
  const heat = useAsk(`${space} heat ${id} ${year}`, () =>
    told(api.GET('/spaces/{space}/activity/heatmap', { params: { path: { space }, query } })),
  );
  const streak = useAsk(`${space} streak ${id}`, () =>
    told(api.GET('/spaces/{space}/activity/streak', { params: { path: { space }, query: { caller: id } } })),
  );
  if (heat.fault?.wantsKey) return <Drawn space={space} id={id} />;
  const years = Array.from({ length: 12 }, (_, i) => String(now - i)).map(each => [each, each] as const);
  return (
    <Card title="Activity" aside={streak.value && `days in ${streak.value.timeZone}`}>
      <div class="controls">
        <Choice label="Year" value={year} options={[['', 'The last 12 months'], ...years]} onChange={setYear} />
        {streak.value && (
          <p>
            <strong>{plural(streak.value.streak.current, 'day', 'days')}</strong> in a row now,{' '}
            <strong>{shown(streak.value.streak.longest)}</strong> at most
          </p>
        )}
      </div>
      <When asked={heat} lines={4}>
        {answer => (
          <>
            <Heat
              days={answer.days}
              caption={`${plural(answer.total, 'thing', 'things')} on ${plural(answer.activeDays, 'day', 'days')}, ${day(answer.from)} to ${day(answer.to)}`}
            />
            <Forecast space={space} id={id} />
            <p class="quiet">
              {plural(answer.total, 'thing', 'things')} on {plural(answer.activeDays, 'day', 'days')}
            </p>
          </>
        )}
      </When>
    </Card>
  );
}

/** The year as everybody may see it in a public space: the picture that is there for profiles. */
function Drawn({ space, id }: Whose) {
  const [isThere, setThere] = useState(true);
  const chosen = theme();
  const address = `/api/spaces/${encodeURIComponent(space)}/heatmap.svg?id=${encodeURIComponent(id)}`;
  if (!isThere) return null;
  return (
    <Card title="Activity">
      <div class="scroll" tabIndex={0} role="region" aria-label="The last 12 months">
        <img
          class="drawn"
          src={chosen === 'auto' ? address : `${address}&theme=${chosen}`}
          alt="A square for each day, darker where more was done"
          onError={() => setThere(false)}
        />
      </div>
    </Card>
  );
}

/** What a gateway is going to save, as far as its last days tell; of others there is nothing to tell. */
function Forecast({ space, id }: Whose) {
  const asked = useAsk(`${space} forecast ${id}`, () =>
    told(api.GET('/spaces/{space}/activity/forecast', { params: { path: { space }, query: { caller: id } } })),
  );
  const forecast = asked.value;
  if (!forecast || forecast.basedOnDays === 0 || forecast.next30DaysSavings === 0) return null;
  return (
    <p>
      About <strong>${shown(forecast.next30DaysSavings)}</strong> will be saved in the next 30 days, as the last{' '}
      {plural(forecast.basedOnDays, 'day tells', 'days tell')}.
    </p>
  );
}
