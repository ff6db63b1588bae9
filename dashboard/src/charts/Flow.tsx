import { sankey, sankeyLinkHorizontal } from 'd3-sankey';
import { useId } from 'preact/hooks';
import type { FlowLink, FlowNode } from './flowmodel';

const width = 900;
const label = 190;
const rowHeight = 46;

/** Cred that flows from left to right; the words beside it tell the same. */
export function Flow({ nodes, links, caption }: { nodes: FlowNode[]; links: FlowLink[]; caption: string }) {
  const id = useId();
  const height = Math.max(200, Math.min(520, rowHeight * Math.ceil(nodes.length * 0.62)));
  const layout = sankey<FlowNode, FlowLink>()
    .nodeId(node => node.id)
    .nodeWidth(10)
    .nodePadding(22)
    .extent([[4, 14], [width - label, height - 8]]);
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
              <rect class={`node ${node.id[0]}`} x={node.x0} y={node.y0} width={(node.x1 ?? 0) - (node.x0 ?? 0)}
                height={Math.max(1, (node.y1 ?? 0) - (node.y0 ?? 0))} rx="2" />
              <text x={(node.x1 ?? 0) + 8} y={((node.y0 ?? 0) + (node.y1 ?? 0)) / 2} dy="-0.1em">{cut(node.name)}</text>
              <text class="told" x={(node.x1 ?? 0) + 8} y={((node.y0 ?? 0) + (node.y1 ?? 0)) / 2} dy="1.05em">{node.told}</text>
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
  return `\u2068${letters.length > 26 ? `${letters.slice(0, 25).join('')}…` : text}\u2069`;
}

export default Flow;
