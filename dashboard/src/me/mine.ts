import type { components } from '../api/generated';

export type Me = components['schemas']['MeAnswer'];

/** What each part is given. */
export interface MyProps {
  space: string;
  me: Me;
  /** Takes what is known of the reader now. */
  know: (me: Me) => void;
}
