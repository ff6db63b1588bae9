/** Somebody of a space. */
export interface Whose {
  space: string;
  id: string;
}
