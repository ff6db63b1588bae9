// Drawn here: a library of icons would be larger than the page.
const drawings = {
  grain:
    'M12 22v-9M12 3c2 1.500 2.500 3.500 0 6-2.500-2.500-2-4.500 0-6ZM6 8c2.500.200 4 1.800 4 5-3-.200-4.500-2-4-5ZM18 8c-2.500.200-4 1.800-4 5 3-.200 4.500-2 4-5ZM6 14c2.500.200 4 1.800 4 5-3-.200-4.500-2-4-5ZM18 14c-2.500.200-4 1.800-4 5 3-.200 4.500-2 4-5Z',
  key: 'M8 11.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM11.300 12.700 20.500 3.500M16 8l3 3',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.500 20.500c.500-4 3.500-6 7.500-6s7 2 7.500 6',
  auto: 'M12 3a9 9 0 1 0 0 18ZM12 3a9 9 0 0 1 0 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.900 4.900l1.400 1.400M17.700 17.700l1.400 1.400M2 12h2M20 12h2M4.900 19.100l1.400-1.400M17.700 6.300l1.400-1.400',
  dark: 'M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z',
  check: 'M5 12.500 10 17.500 19.500 7',
  cross: 'M6 6l12 12M18 6 6 18',
  warning: 'M12 4 2.500 20h19ZM12 10v4.500M12 17v.500',
  tools: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 14a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  more: 'M12 5v14M5 12h14',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  out: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
} as const;

/** A small drawing beside a word; it tells nothing that the word does not. */
export function Icon({ name }: { name: keyof typeof drawings }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}
