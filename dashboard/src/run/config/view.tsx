import { useEffect, useState } from 'preact/hooks';
import { useAsk } from '../../api/ask';
import { answered, api } from '../../api/client';
import { When } from '../../parts/states';
import { Outcome, useDoing } from '../doing';
import type { PartProps } from '../part';
import type { Form } from './form';
import { changesOf, patched, patchOf, pathText, put, same, type Json } from './patch';
import { Review } from './review';
import { Sections } from './sections';

interface Loaded {
  config: Json;
  version?: string;
}

/** A space's configuration as a form; what changes is looked at before it is saved. */
export function ConfigView({ space }: PartProps) {
  const asked = useAsk(`${space} config`, () => read(space));
  return (
    <When asked={asked} lines={8}>
      {loaded => <Editor space={space} loaded={loaded} />}
    </When>
  );
}

async function read(space: string): Promise<{ data: unknown; response: Response }> {
  return answered(api.GET('/spaces/{space}/config', { params: { path: { space } } }));
}

const versionOf = ({ response }: { response: Response }) => response.headers.get('ETag') ?? undefined;

function Editor({ space, loaded }: { space: string; loaded: { data: unknown; response: Response } }) {
  const [base, setBase] = useState<Loaded>({ config: loaded.data as Json, version: versionOf(loaded) });
  const [value, setValue] = useState<Json>(base.config);
  const [clash, setClash] = useState<string[] | undefined>();
  const doing = useDoing();
  useEffect(() => {
    // What is shown first may be from before; where nothing was changed yet, the newer one is taken.
    const newest: Loaded = { config: loaded.data as Json, version: versionOf(loaded) };
    if (newest.version === base.version || !same(base.config, value)) return;
    setBase(newest);
    setValue(newest.config);
  }, [loaded]);
  useLeaving(!same(base.config, value));
  const changes = changesOf(base.config, value);
  const errors = new Map(doing.fault?.errors.map(error => [error.path, error.message]));
  const form: Form = { value, set: (path, inner) => setValue(before => put(before, path, inner) ?? {}), errors };

  const save = () => {
    const before = base.config;
    return doing.run(
      async () => {
        await send(patchOf(before, value), base.version);
        return 'Saved. It counts from the next epoch on that begins; what people see changes within a minute.';
      },
      async () => {
        await send(patchOf(value, before), undefined);
        return 'It is as it was before.';
      },
    );
  };
  const send = async (patch: Json | undefined, version: string | undefined) => {
    const params = { path: { space }, header: { 'If-Match': version } };
    const { data, response } = await answered(api.PATCH('/spaces/{space}/config', { params, body: patch as Record<string, never> }));
    const config = data.config as unknown as Json;
    setBase({ config, version: response.headers.get('ETag') ?? undefined });
    setValue(config);
    setClash(undefined);
  };
  const takeTheirs = () =>
    doing.run(async () => {
      const theirs = await read(space);
      const config = theirs.data as Json;
      const both = changesOf(base.config, config).map(change => pathText(change.path));
      setClash(changes.map(change => pathText(change.path)).filter(path => both.includes(path)));
      setValue(patched(config, patchOf(base.config, value)) ?? {});
      setBase({ config, version: versionOf(theirs) });
      return 'Their changes are in. Yours are on top of them: look at them once more, and save.';
    });

  return (
    <>
      <Sections form={form} base={base.config} changes={changes.map(change => change.path)} />
      <Outcome doing={doing} />
      {doing.fault?.status === 412 && (
        <p class="note warn">
          <span>Somebody else has changed the configuration since you opened it.</span>
          <button type="button" class="button strong" onClick={() => void takeTheirs()}>
            Take theirs and keep mine
          </button>
        </p>
      )}
      {clash && clash.length > 0 && (
        <p class="note warn">
          <span>Both of you changed {clash.map(path => path.slice(2)).join(', ')}. If you save, yours counts.</span>
        </p>
      )}
      <Review
        space={space}
        base={base.config}
        value={value}
        changes={changes}
        isBusy={doing.isBusy}
        onSave={() => void save()}
        onForget={() => {
          setValue(base.config);
          doing.clear();
        }}
      />
    </>
  );
}

/** Asks before the page is left with something unsaved. */
function useLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);
}
