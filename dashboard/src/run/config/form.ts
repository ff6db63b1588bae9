import type { ComponentType } from 'preact';
import type { Json, Path } from './patch';
import type { Schema } from './schema';

/** What all parts of the form share. */
export interface Form {
  /** The configuration as it would be. */
  value: Json;
  set: (path: Path, value: Json | undefined) => void;
  /** What is wrong, by place. */
  errors: ReadonlyMap<string, string>;
}

export interface NodeProps {
  form: Form;
  path: Path;
  schema: Schema;
  label: string;
}

/** What a part is given that shows many values: also what shows each of them. */
export interface ManyProps extends NodeProps {
  Inner: ComponentType<NodeProps>;
}
