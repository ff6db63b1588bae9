/** What each part is given. */
export interface PartProps {
  space: string;
  /** What of it is looked at. */
  id?: string;
}
