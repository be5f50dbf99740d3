// Who wants to meet whom, how much and why; mutual wishes marked; as list or matrix.
import {html, useMemo, useState, cls} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {all, del} from '../api.js';
import {useLoad} from '../lib/load.js';
import {isMine, isStaff, toast, toastProblem} from '../store.js';
import {Card, Empty, Loaded} from '../ui/states.js';
import {Chip} from '../ui/chips.js';
import {Filters} from '../ui/table.js';
import {Button, LinkButton} from '../ui/button.js';
import {Dialog, ask} from '../ui/dialog.js';
import {RecordForm} from '../ui/form.js';

const MORE = 200; // lines at a time

export function Weight({n}) {
    return html`<span class="weight" title=${t(`wish.weight.${n}`)}><span class="sr">${t(`wish.weight.${n}`)}</span>${[1, 2, 3, 4, 5].map((i) => html`<i class=${cls({on: i <= n})} aria-hidden="true"></i>`)}</span>`;
}

function Matrix({wishes, parts, onOpen}) {
    const from = parts.filter((p) => wishes.some((w) => w.from === p.id));
    const to = parts.filter((p) => wishes.some((w) => w.to === p.id));
    const at = useMemo(() => new Map(wishes.filter((w) => !w.others?.length).map((w) => [`${w.from}.${w.to}`, w])), [wishes]);
    return html`<div class="scroll-x card matrix-wrap"><table class="matrix"><caption class="sr">${t('wish.matrix')}</caption><thead><tr><td></td>${to.map((p) => html`<th scope="col"><span><bdi>${p.organisation_label}</bdi></span></th>`)}</tr></thead>
        <tbody>${from.map((a) => html`<tr key=${a.id}><th scope="row"><span class="clip"><bdi>${a.organisation_label}</bdi></span></th>${to.map((b) => {
        const w = at.get(`${a.id}.${b.id}`);
        const mutual = w && at.has(`${b.id}.${a.id}`);
        return html`<td>${w && html`<button type="button" class=${cls(`w${w.weight}`, {mutual})} onClick=${() => onOpen(w)} aria-label=${`${a.organisation_label} → ${b.organisation_label}: ${t(`wish.weight.${w.weight}`)}${mutual ? `, ${t('wish.mutual')}` : ''}`}>${w.weight}</button>`}</td>`;
    })}</tr>`)}</tbody></table></div>`;
}

export function Wishes({event, query, setQuery}) {
    const [editing, setEditing] = useState(null);
    const [many, setMany] = useState(MORE); // lines that are drawn
    const staff = isStaff.value;
    const state = useLoad(async (signal) => {
        const [wishes, parts] = await Promise.all([all('wishes', {event: event.id}, {signal}), all('participations', {event: event.id}, {signal})]);
        return {wishes, parts};
    }, [event.id]);
    return html`<${Loaded} state=${state} rows=${8}>${({wishes, parts}) => {
        const mine = parts.filter((p) => isMine(p.organisation));
        const mineIds = new Set(mine.map((p) => p.id));
        const names = new Map(parts.map((p) => [p.id, p.organisation_label]));
        // Who is in it, and how many of them wished for just these.
        const set = (w) => [w.from, w.to, ...(w.others || [])].sort().join();
        const wishers = new Map();
        for (const w of wishes) if (w.kind !== 'never') wishers.set(set(w), (wishers.get(set(w)) || new Set()).add(w.from));
        const isMutual = (w) => (wishers.get(set(w))?.size || 0) > 1;
        const others = (w) => (w.others || []).map((id) => html`, <bdi class="strong">${names.get(id) || id}</bdi>`);
        const may = (w) => w.can?.edit ?? (staff || mineIds.has(w.from));
        const q = (query.q || '').toLowerCase();
        const shown = wishes.filter((w) => (!query.mutual || isMutual(w)) && (!query.weight || String(w.weight) === query.weight) && (!q || `${w.from_label} ${w.to_label} ${w.reason || ''}`.toLowerCase().includes(q)))
            .sort((a, b) => b.weight - a.weight || String(a.from_label).localeCompare(String(b.from_label)));
        const own = shown.filter((w) => mineIds.has(w.from));
        const to = shown.filter((w) => mineIds.has(w.to) || (w.others || []).some((id) => mineIds.has(id)));
        const rest = mine.length ? null : shown;
        const remove = async (w) => {
            if (!await ask({title: t('wish.remove_title'), text: `${w.from_label} → ${w.to_label}`, yes: t('wish.remove'), danger: true})) return;
            try { await del(`/wishes/${w.id}`, {revision: w.revision}); toast(t('wish.removed')); state.reload(); } catch (e) { toastProblem(e); }
        };
        const lines = (items) => html`<ul class="lines">${items.slice(0, many).map((w) => html`<li class="line-item wish" key=${w.id}><${Weight} n=${w.weight} /><div class="grow"><div><bdi class="strong">${w.from_label}</bdi> <span class="faint" aria-hidden="true">→</span><span class="sr">${t('wish.to')}</span> <bdi class="strong">${w.to_label}</bdi>${others(w)}</div>
            ${w.reason && html`<div class="small muted clamp" dir="auto">${w.reason}</div>`}</div>${(w.kind === 'must' || w.kind === 'never') && html`<${Chip} tone=${w.kind === 'must' ? 'warn' : 'bad'} icon=${w.kind === 'must' ? 'pin' : 'not_met'}>${choice('wish_kind', w.kind)}<//>`}${isMutual(w) && html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>`}
            ${may(w) && html`<span class="nowrap"><${Button} ghost small iconOnly icon="edit" label=${t('wish.edit_of', {name: w.to_label})} onClick=${() => setEditing(w)} /><${Button} ghost small iconOnly icon="trash" label=${t('wish.remove_of', {name: w.to_label})} onClick=${() => remove(w)} /></span>`}</li>`)}</ul>${items.length > many && html`<p class="card-body"><${Button} label=${t('list.more', {n: Math.min(MORE, items.length - many), of: items.length})} onClick=${() => setMany(many + MORE)} /></p>`}`;
        const canAdd = staff || mine.length > 0;
        const view = query.view === 'matrix' ? 'matrix' : 'list';
        const answer = (w) => setEditing({from: w.to, from_label: w.to_label, to: w.from, to_label: w.from_label, weight: 4, ...(w.others?.length ? {others: [...w.others.filter((id) => !mineIds.has(id)), ...(mineIds.has(w.to) ? [] : [w.to])], from: mineIds.has(w.to) ? w.to : w.others.find((id) => mineIds.has(id)), from_label: names.get(mineIds.has(w.to) ? w.to : w.others.find((id) => mineIds.has(id)))} : {})});
        return html`<${Filters} q=${query.q} onQ=${(v) => setQuery({q: v})} total=${shown.length} selects=${[{label: t('field.weight'), value: query.weight, options: [5, 4, 3, 2, 1].map((n) => [String(n), t(`wish.weight.${n}`)]), onChange: (v) => setQuery({weight: v})}]}>
                <label class="check"><input type="checkbox" checked=${Boolean(query.mutual)} onChange=${(e) => setQuery({mutual: e.target.checked ? 1 : ''})} />${t('wish.only_mutual')}</label>
                <div class="segments" role="group" aria-label=${t('wish.view')}>${['list', 'matrix'].map((v) => html`<button type="button" aria-pressed=${view === v ? 'true' : 'false'} onClick=${() => setQuery({view: v === 'list' ? '' : v})}>${t(`wish.as.${v}`)}</button>`)}</div>
                ${staff && html`<${LinkButton} icon="upload" href=${`/imports?kind=wishes&event=${event.id}`} label=${t('action.import')} />`}${canAdd && html`<${Button} primary icon="plus" label=${t('wish.new')} onClick=${() => setEditing({})} />`}<//>
            ${!wishes.length ? html`<${Card}><${Empty} title=${t('wish.none')} text=${t('wish.none_text')}><${LinkButton} href=${`/matches?event=${event.id}`} icon="match" label=${t('event.see_matches')} /><//><//>`
            : view === 'matrix' ? html`<${Matrix} wishes=${shown} parts=${parts} onOpen=${(w) => setEditing(w)} />`
                : rest ? html`<div class="card">${rest.length ? lines(rest) : html`<${Empty} compact title=${t('list.none_found')} />`}</div>`
                    : html`<div class="cols-2"><${Card} title=${t('wish.mine', {n: own.length})} flush>${own.length ? lines(own) : html`<${Empty} compact title=${t('wish.none_mine')} />`}<//>
                        <${Card} title=${t('wish.to_me', {n: to.length})} flush>${to.length ? html`<ul class="lines">${to.map((w) => html`<li class="line-item" key=${w.id}><${Weight} n=${w.weight} /><div class="grow"><bdi class="strong">${w.from_label}</bdi>${w.others?.length > 0 && html` <span class="faint">→</span> <bdi>${w.to_label}</bdi>${others(w)}`}${w.reason && html`<div class="small muted clamp" dir="auto">${w.reason}</div>`}</div>
                            ${isMutual(w) ? html`<${Chip} tone="on" icon="both">${t('wish.mutual')}<//>` : html`<${Button} small icon="plus" label=${t('wish.answer')} onClick=${() => answer(w)} />`}</li>`)}</ul>` : html`<${Empty} compact title=${t('wish.none_to_me')} />`}<//></div>`}
            ${editing && html`<${Dialog} wide title=${editing.id ? t('wish.edit') : t('wish.new')} onClose=${() => setEditing(null)}><${RecordForm} type="wish" record=${editing.id ? editing : undefined} fixed=${{event: event.id}} initial=${editing.id ? undefined : {weight: 3, ...(mine[0] && !editing.from ? {from: mine[0].id, from_label: mine[0].organisation_label} : {}), ...editing}}
                refFields=${{others: {suggest: [...names], show: (id) => names.get(id) || id}, ...Object.fromEntries(['from', 'to'].map((f) => [f, {find: async (text) => parts.filter((p) => (f === 'to' || staff || mineIds.has(p.id)) && p.organisation_label?.toLowerCase().includes(text.toLowerCase())).slice(0, 8).map((p) => ({id: p.id, label: p.organisation_label}))}]))}}
                onSaved=${() => { setEditing(null); state.reload(); }} onCancel=${() => setEditing(null)} /><//>`}`;
    }}<//>`;
}
