import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Card } from '../../parts/pieces';
import { plural } from '../../words/numbers';
import type { Form } from './form';
import { Members, Node } from './node';
import type { Json, Path } from './patch';
import { kindOf, resolved, root, title, words } from './schema';

/** Members that are no group of their own stand together, first. */
export function Sections({ form, base, changes }: { form: Form; base: Json; changes: readonly Path[] }) {
  const members = Object.entries(root.properties ?? {}).map(([name, schema]) => [name, resolved(schema)] as const);
  const alone = members.filter(([, schema]) => !['object', 'map', 'json'].includes(kindOf(schema)));
  const count = (names: readonly string[]) => changes.filter(path => names.includes(String(path[0]))).length;
  const wrong = (names: readonly string[]) => [...form.errors.keys()].some(path => names.some(name => path.startsWith(`$.${name}`)));
  return (
    <Card title="Configuration" aside="what is left empty is as usual">
      <Section name="The space" isOpen count={count(alone.map(([name]) => name))} isWrong={wrong(alone.map(([name]) => name))}>
        <div class="cells members">
          {alone.map(([name, schema]) => (
            <Node key={name} form={form} path={[name]} schema={schema} label={title(name)} />
          ))}
        </div>
      </Section>
      {members
        .filter(member => !alone.includes(member))
        .map(([name, schema]) => (
          <Section key={name} name={title(name)} help={words(schema)} count={count([name])} isWrong={wrong([name])}>
            {kindOf(schema) === 'object' && form.value !== null && (base as Record<string, Json>)[name] !== undefined ? (
              <Members form={form} path={[name]} schema={schema} />
            ) : (
              <Node form={form} path={[name]} schema={schema} label={title(name)} />
            )}
          </Section>
        ))}
    </Card>
  );
}

interface SectionProps {
  name: string;
  help?: string;
  isOpen?: boolean;
  count: number;
  isWrong: boolean;
  children: ComponentChildren;
}

/** A part of the form, which is made when it is opened. */
function Section({ name, help, isOpen = false, count, isWrong, children }: SectionProps) {
  const [open, setOpen] = useState(isOpen);
  useEffect(() => {
    if (isWrong) setOpen(true);
  }, [isWrong]);
  return (
    <details class="section" open={open} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {name}
        {count > 0 && <span class="stage good"> {plural(count, 'change', 'changes')}</span>}
        {isWrong && <span class="stage bad"> has a fault</span>}
      </summary>
      {open && (
        <div class="form wide-form">
          {help && <p class="quiet">{help}</p>}
          {children}
        </div>
      )}
    </details>
  );
}
