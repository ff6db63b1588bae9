import { useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Field } from './fields';

/** What is asked before it is done. */
export interface Question {
  title: string;
  text: ComponentChildren;
  /** What the button says. */
  act: string;
  /** A reason is asked for under this name. */
  reason?: string;
  /** Whether it can be left out. */
  isReasonFree?: boolean;
}

/** Asks before something is done that cannot be taken back; gives how to ask, and what to put on the page. */
export function useConfirm(): [(question: Question) => Promise<string | undefined>, ComponentChildren] {
  const dialog = useRef<HTMLDialogElement>(null);
  const answer = useRef<(reason: string | undefined) => void>(() => {});
  const [question, setQuestion] = useState<Question | undefined>();
  const [reason, setReason] = useState('');
  const ask = (asked: Question) => {
    setQuestion(asked);
    setReason('');
    return new Promise<string | undefined>(done => {
      answer.current = done;
      requestAnimationFrame(() => dialog.current?.showModal());
    });
  };
  const end = (text: string | undefined) => {
    answer.current(text);
    answer.current = () => {};
    dialog.current?.close();
  };
  return [
    ask,
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={() => end(undefined)}>
      {question && (
        <form
          onSubmit={event => {
            event.preventDefault();
            end(reason.trim());
          }}
        >
          <h2 id="confirm-title">{question.title}</h2>
          <div>{question.text}</div>
          {question.reason && (
            <Field label={question.reason}>
              {tied => (
                <textarea
                  {...tied}
                  rows={3}
                  required={!question.isReasonFree}
                  maxLength={1000}
                  value={reason}
                  onInput={event => setReason(event.currentTarget.value)}
                />
              )}
            </Field>
          )}
          <p class="row end">
            <button type="button" class="button" onClick={() => end(undefined)}>
              Cancel
            </button>
            <button type="submit" class="button strong">
              {question.act}
            </button>
          </p>
        </form>
      )}
    </dialog>,
  ];
}
