import { useTitle } from '../parts/pieces';
import { NewSpace } from './newspace';
import { QueuesCard } from './queues';
import '../styles/run.css';

/** What is for owners: the queues of the whole app, and making spaces. */
export function AppView() {
  useTitle('Run the app');
  return (
    <>
      <header class="title">
        <div>
          <h1>Run the app</h1>
          <p class="quiet">For owners: what concerns all spaces.</p>
        </div>
      </header>
      <QueuesCard />
      <NewSpace />
    </>
  );
}
