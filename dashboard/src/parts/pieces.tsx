import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { to } from '../router';
import { grain } from '../words/numbers';
import { Icon } from './icons';

/** A part of a page, with its title. */
export function Card({
  title,
  aside,
  children,
  wide,
}: {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const id = useId();
  return (
    <section class={wide ? 'card wide-card' : 'card'} aria-labelledby={id}>
      <header class="row">
        <h2 id={id}>{title}</h2>
        {aside && <span class="end quiet">{aside}</span>}
      </header>
      {children}
    </section>
  );
}

/** Strangers' words: told as they are, in their own direction, and they cannot push anything aside. */
export function Words({ text }: { text: string }) {
  return (
    <bdi class="words" title={text.length > 40 ? text : undefined}>
      {text}
    </bdi>
  );
}

/** Somebody, with the way to them. */
export function Person({ space, id, name }: { space: string; id: string; name?: string }) {
  return (
    <a class="person" href={to.person(space, id)}>
      <Words text={name || id} />
    </a>
  );
}

/** An amount of grain; all of its digits are in its title. */
export function Amount({ text, symbol }: { text: string | undefined; symbol?: string }) {
  return (
    <span class="number" title={text && `${text}${symbol ? ` ${symbol}` : ''}`}>
      {grain(text)}
      {symbol && <small> {symbol}</small>}
    </span>
  );
}

/** A figure and what it is. */
export function Figure({ name, children, note }: { name: string; children: ComponentChildren; note?: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <span class="value">{children}</span>
        {note && <span class="quiet">{note}</span>}
      </dd>
    </div>
  );
}

/** Something to copy. */
export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <span class="copy">
      <code class="line" tabIndex={0}>
        {text}
      </code>
      <button type="button" class="button small" onClick={() => void navigator.clipboard?.writeText(text).then(() => setDone(true))}>
        <Icon name={isDone ? 'check' : 'copy'} /> {isDone ? 'Copied' : label}
      </button>
    </span>
  );
}

/** One of some, chosen. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whether something has come into view: what lies below is asked for when somebody looks. */
export function useSeen(): [(element: Element | null) => void, boolean] {
  const [isSeen, setSeen] = useState(false);
  const watch = useRef<IntersectionObserver | null>(null);
  return [
    element => {
      watch.current?.disconnect();
      if (!element || isSeen) return;
      watch.current = new IntersectionObserver(
        entries => {
          if (entries.some(entry => entry.isIntersecting)) setSeen(true);
        },
        { rootMargin: '200px' },
      );
      watch.current.observe(element);
    },
    isSeen,
  ];
}

/** The page's title, for tabs, histories and who hears them. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), 'Grain'].join(' · ');
  useEffect(() => {
    document.title = title.slice(0, 150);
  }, [title]);
}
