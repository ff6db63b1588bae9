import { useId, useState } from 'preact/hooks';
import { shown } from '../words/numbers';

/** Something that is measured in each step, as one layer of the bars. */
export interface Layer {
  name: string;
  values: readonly number[];
  /** What each value is told as, where that is more exact than the number. */
  told?: readonly string[];
}

const height = 180;
const gap = 0.25;

/** Stacked bars, one for each step, with the same numbers in a table below. */
export function Bars({
  caption,
  steps,
  layers,
  stepName,
}: {
  caption: string;
  steps: readonly string[];
  layers: readonly Layer[];
  stepName: string;
}) {
  const id = useId();
  const [at, setAt] = useState<number | undefined>();
  const sums = steps.map((_, i) => layers.reduce((sum, layer) => sum + Math.max(0, layer.values[i] ?? 0), 0));
  const top = niceTop(Math.max(...sums, 0));
  const width = 1000;
  const step = width / Math.max(steps.length, 1);
  const bar = Math.min(step * (1 - gap), 90);
  const marks = [0, top / 2, top];
  const names = Math.ceil(steps.length / (innerWidth < 600 ? 2 : 4));
  return (
    <figure class="chart">
      <ul class="legend" aria-hidden="true">
        {layers.map((layer, i) => (
          <li key={layer.name}>
            <span class={`swatch c${i % 9}`} />
            <bdi class="words">{layer.name}</bdi>
          </li>
        ))}
      </ul>
      <div class="plot">
        <div class="scale" aria-hidden="true">
          {marks.map(mark => <span key={mark}>{shown(mark)}</span>).reverse()}
        </div>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={id}
          onMouseLeave={() => setAt(undefined)}
        >
          {marks.map(mark => (
            <line key={mark} class="grid" x1="0" x2={width} y1={y(mark)} y2={y(mark)} />
          ))}
          {steps.map((name, i) => {
            let below = 0;
            return (
              <g key={name} class={at === i ? 'at' : undefined} onMouseEnter={() => setAt(i)}>
                <rect class="hit" x={i * step} y="0" width={step} height={height} />
                {layers.map((layer, k) => {
                  const value = Math.max(0, layer.values[i] ?? 0);
                  const from = below;
                  below += value;
                  return (
                    value > 0 && (
                      <rect
                        key={layer.name}
                        class={`c${k % 9}`}
                        x={i * step + (step - bar) / 2}
                        y={y(below)}
                        width={bar}
                        height={y(from) - y(below)}
                      />
                    )
                  );
                })}
              </g>
            );
          })}
        </svg>
        <div class="steps" aria-hidden="true">
          {steps.map((name, i) => (
            <span key={name}>{(steps.length - 1 - i) % names === 0 ? name : ''}</span>
          ))}
        </div>
      </div>
      <figcaption id={id} class={at === undefined ? '' : 'unseen'}>
        {caption}
      </figcaption>
      {at !== undefined && (
        <p class="reading quiet" aria-hidden="true">
          <strong>{steps[at]}</strong>:{' '}
          {layers
            .filter(layer => (layer.values[at] ?? 0) !== 0)
            .slice(0, 4)
            .map((layer, i) => (
              <span key={layer.name}>
                {i > 0 && ', '}
                <bdi>{layer.name.slice(0, 40)}</bdi> {layer.told?.[at] ?? shown(layer.values[at] ?? 0)}
              </span>
            ))}
        </p>
      )}
      <details>
        <summary>The numbers</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
          <table>
            <caption class="unseen">{caption}</caption>
            <thead>
              <tr>
                <th scope="col">{stepName}</th>
                {layers.map(layer => (
                  <th key={layer.name} scope="col" class="right">
                    <bdi class="words">{layer.name}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((name, i) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {layers.map(layer => (
                    <td key={layer.name} class="right number">
                      {layer.told?.[i] ?? shown(layer.values[i] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );

  function y(value: number): number {
    return top === 0 ? height : height - (value / top) * height;
  }
}

/** The next number above that reads well, and whose half does. */
function niceTop(value: number): number {
  if (!(value > 0)) return 0;
  const size = 10 ** Math.floor(Math.log10(value));
  return size * ([1, 2, 3, 4, 5, 6, 8, 10].find(step => step * size >= value) ?? 10);
}

export default Bars;
