import { day } from '../words/dates';
import { plural } from '../words/numbers';

/** A day and how much happened on it, 0 (nothing) to 4. */
export interface HeatDay {
  readonly date: string;
  readonly count: number;
  readonly level: number;
}

const cell = 13;

/** The days of a year, a column for each week. */
export function Heat({ days, caption }: { days: readonly HeatDay[]; caption: string }) {
  const first = days[0] ? weekday(days[0].date) : 0;
  const weeks = Math.ceil((days.length + first) / 7);
  const months = days.flatMap((each, i) =>
    each.date.endsWith('-01') ? [{ x: Math.floor((i + first) / 7) * cell, name: day(each.date).split(' ')[1]! }] : [],
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <svg
        class="heat"
        width={weeks * cell}
        height={7 * cell + 16}
        viewBox={`0 0 ${weeks * cell} ${7 * cell + 16}`}
        role="img"
        aria-label={caption}
      >
        {months.map(month => (
          <text key={month.x} x={month.x} y="10">
            {month.name}
          </text>
        ))}
        {days.map((each, i) => {
          const at = i + first;
          return (
            <rect
              key={each.date}
              class={`l${each.level}`}
              x={Math.floor(at / 7) * cell}
              y={16 + (at % 7) * cell}
              width={cell - 3}
              height={cell - 3}
              rx="2"
            >
              <title>{`${day(each.date)}: ${plural(each.count, 'thing', 'things')}`}</title>
            </rect>
          );
        })}
      </svg>
    </div>
  );
}

/** Weeks begin on Mondays. */
const weekday = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
