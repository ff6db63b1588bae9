import { useAsk } from '../api/ask';
import { api, told } from '../api/client';
import { Card } from '../parts/pieces';
import { When } from '../parts/states';
import { day } from '../words/dates';
import { shown } from '../words/numbers';
import type { Whose } from './whose';
import { Year } from './year';

/**
 * What is for the fun of it: the year, the streak, the buddy, the achievements. It is for members: of it strangers see the picture of
 * the year.
 */
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
