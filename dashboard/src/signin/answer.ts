import { paths } from '../router';

/** What the provider answered; taken from the address when the page came, so that it stands in no history and nobody shares it. */
let answer: URLSearchParams | undefined;

/** Takes it out of the address. It is good for one use, and only in this tab, which knows how it began. */
export function takeAnswerOfAddress(): void {
  if (location.pathname !== paths.signIn) return;
  answer = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
  history.replaceState(null, '', location.pathname);
}

/** Gives it out, once. */
export function takenAnswer(): URLSearchParams | undefined {
  const taken = answer;
  answer = undefined;
  return taken;
}
