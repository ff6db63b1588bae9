import type { components } from '../api/generated';

type Told = components['schemas']['ToldSumOfDouble'];

/** A thing that cred flows through. */
export interface FlowNode {
  id: string;
  /** What it is, for people. */
  name: string;
  /** The sum of what flows through it, as it is told. */
  told: string;
}

/** Cred that flows from one thing to another. */
export interface FlowLink {
  source: string;
  target: string;
  value: number;
}

const shownMax = 6;

/**
 * The way of a person's cred: who and what stands behind contributions, the contributions by kind, the person. What flows into the person
 * adds up to their cred, and what stands behind adds up to what comes through contributions.
 */
export function flowOf(name: string, from: Told, behind: Told): { nodes: FlowNode[]; links: FlowLink[] } {
  const nodes: FlowNode[] = [{ id: 'person', name, told: from.shown }];
  const links: FlowLink[] = [];
  const kinds = largest(from, 'f');
  for (const part of kinds) {
    nodes.push(part);
    links.push({ source: part.id, target: 'person', value: part.value });
  }

  // Who stands behind is told of all contributions together: it meets in one place, and goes on to each kind from there.
  const contributions = kinds.filter(part => part.kind.startsWith('contribution:'));
  if (contributions.length > 0 && behind.groups.length > 0 && !kinds.some(part => part.kind === 'rest')) {
    nodes.push({ id: 'all', name: 'all contributions', told: behind.shown });
    for (const part of largest(behind, 'b')) {
      nodes.push(part);
      links.push({ source: part.id, target: 'all', value: part.value });
    }

    for (const part of contributions) links.push({ source: 'all', target: part.id, value: part.value });
  }

  return { nodes, links: links.filter(link => link.value > 0) };
}

function largest(sum: Told, prefix: string): (FlowNode & { value: number; kind: string })[] {
  const groups = sum.groups.filter(group => group.amount > 0);
  const parts = groups.slice(0, shownMax).map((group, i) => ({
    id: prefix + i,
    name: group.what,
    told: group.shown,
    value: group.amount,
    kind: group.kind,
  }));
  const others = groups.slice(shownMax).reduce((total, group) => total + group.amount, 0) + (sum.rest?.amount ?? 0);
  if (others > 0) parts.push({ id: `${prefix}rest`, name: 'all others', told: '', value: others, kind: 'rest' });
  return parts;
}
