import { useState } from 'preact/hooks';
import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Heat } from '../charts/Heat';
import { Card, Choice } from '../parts/pieces';
import { When } from '../parts/states';
import { day } from '../words/dates';
import { plural, shown } from '../words/numbers';

interface Whose {
  space: string;
  id: string;
}

/** What is for the fun of it: the year, the streak, the buddy, the achievements. It is for members: strangers see nothing of it. */
export function Fun({ space, id }: Whose) {
  return (
    <div class="columns">
      <div class="side">
        <Year space={space} id={id} />
        <Achievements space={space} id={id} />
      </div>
      <Pet space={space} id={id} />
    </div>
  );
}

function Year({ space, id }: Whose) {
  const now = new Date().getUTCFullYear();
  const [year, setYear] = useState('');
  const query = year ? { caller: id, from: `${year}-01-01`, to: `${year}-12-31` } : { caller: id };
  const heat = useAsk(`${space} heat ${id} ${year}`, () =>
    told(api.GET('/spaces/{space}/activity/heatmap', { params: { path: { space }, query } })),
  );
  const streak = useAsk(`${space} streak ${id}`, () =>
    told(api.GET('/spaces/{space}/activity/streak', { params: { path: { space }, query: { caller: id } } })),
  );
  if (heat.fault?.wantsKey) return null;
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
            <p class="quiet">
              {plural(answer.total, 'thing', 'things')} on {plural(answer.activeDays, 'day', 'days')}
            </p>
          </>
        )}
      </When>
    </Card>
  );
}

function Achievements({ space, id }: Whose) {
  const asked = useAsk(`${space} achievements ${id}`, () =>
    told(api.GET('/spaces/{space}/activity/achievements', { params: { path: { space }, query: { caller: id } } })),
  );
  if (asked.fault?.wantsKey) return null;
  return (
    <Card
      title="Achievements"
      aside={asked.value && `${asked.value.unlocked.length} of ${asked.value.unlocked.length + asked.value.locked.length}`}
    >
      <When asked={asked} lines={4}>
        {({ unlocked, locked }) => (
          <>
            {unlocked.length === 0 && <p class="quiet">None yet: the first contribution gives one.</p>}
            <ul class="medals">
              {unlocked.map(each => (
                <li key={each.id}>
                  <span class="medal" aria-hidden="true">
                    {each.icon}
                  </span>
                  <span>
                    <strong>{each.title}</strong>
                    <small class="quiet block">
                      {each.description} · {day(each.unlockedAt)}
                    </small>
                  </span>
                </li>
              ))}
            </ul>
            {locked.length > 0 && (
              <details>
                <summary>What comes next</summary>
                <ul class="medals">
                  {locked.map(each => (
                    <li key={each.id} class="locked">
                      <span class="medal" aria-hidden="true">
                        {each.icon}
                      </span>
                      <span>
                        <strong>{each.title}</strong>
                        <small class="quiet block">
                          {each.description} · {each.progress} %
                        </small>
                      </span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </>
        )}
      </When>
    </Card>
  );
}

function Pet({ space, id }: Whose) {
  const asked = useAsk(`${space} buddy ${id}`, () =>
    told(api.GET('/spaces/{space}/activity/buddy', { params: { path: { space }, query: { caller: id } } })),
  );
  if (asked.fault?.wantsKey) return null;
  return (
    <Card title="Buddy" aside={asked.value?.buddy.rarity}>
      <When asked={asked} lines={4}>
        {({ buddy }) => (
          <div class="pet">
            <pre role="img" aria-label={`A ${buddy.species}, ${buddy.mood}`}>
              {buddy.asciiArt.join('\n')}
            </pre>
            <p>
              <strong>{buddy.name}</strong>, {buddy.species} ({buddy.stage})
            </p>
            <p class="quiet">“{buddy.speech}”</p>
            <p>
              Level {buddy.level}
              <progress
                max={buddy.xpForNextLevel}
                value={buddy.xp}
                aria-label={`${buddy.xp} of ${buddy.xpForNextLevel} XP to the next level`}
              />
              <small class="quiet number">
                {shown(buddy.xp)} of {shown(buddy.xpForNextLevel)} XP
              </small>
            </p>
          </div>
        )}
      </When>
    </Card>
  );
}
