import { sankey, sankeyLinkHorizontal } from 'd3-sankey';
import { useId } from 'preact/hooks';
import type { FlowLink, FlowNode } from './flowmodel';

const width = 1080;
const label = 210;
const rowHeight = 40;

/** Cred that flows from left to right; the words beside it tell the same. */
export function Flow({ nodes, links, caption }: { nodes: FlowNode[]; links: FlowLink[]; caption: string }) {
  const id = useId();
  const ends = (side: 'b' | 'f') => nodes.filter(node => node.id.startsWith(side)).length;
  const height = rowHeight * Math.max(4, ends('b') + 2, ends('f') + 1);
  const layout = sankey<FlowNode, FlowLink>()
    .nodeId(node => node.id)
    .nodeWidth(10)
    .nodePadding(18)
    .extent([
      [4, 14],
      [width - label, height - 8],
    ]);
  const drawn = layout({ nodes: nodes.map(node => ({ ...node })), links: links.map(link => ({ ...link })) });
  const path = sankeyLinkHorizontal();
  return (
    <figure class="chart">
      <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
        <svg class="flow" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
          {drawn.links.map((link, i) => (
            <path key={i} class="stream" d={path(link) ?? ''} stroke-width={Math.max(1, link.width ?? 1)} />
          ))}
          {drawn.nodes.map(node => (
            <g key={node.id}>
              <rect
                class={`node ${node.id[0]}`}
                x={node.x0}
                y={node.y0}
                width={(node.x1 ?? 0) - (node.x0 ?? 0)}
                height={Math.max(1, (node.y1 ?? 0) - (node.y0 ?? 0))}
                rx="2"
              />
              <text x={(node.x1 ?? 0) + 8} y={((node.y0 ?? 0) + (node.y1 ?? 0)) / 2} dy="0.35em">
                {cut(node.name)} <tspan class="told">{node.told}</tspan>
              </text>
            </g>
          ))}
        </svg>
      </div>
      <figcaption id={id}>{caption}</figcaption>
    </figure>
  );
}

/** A picture breaks no lines. Marks of direction, which would turn its neighbours around, are kept inside. */
function cut(text: string): string {
  const letters = [...text];
  return `\u2068${letters.length > 24 ? `${letters.slice(0, 23).join('')}…` : text}\u2069`;
}

export default Flow;
