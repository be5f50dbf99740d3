// After an import of offers and needs: the root technologies that their words speak for, to
// be taken over one by one or a page at once. Nothing is written before a person says so.
import {html, useState} from '../lib/h.js';
import {t, tn} from '../i18n.js';
import {get, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {toast} from '../store.js';
import {Card, Loaded, Empty} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {Proposal, takeTechnologies} from './profile-concepts.js';

const AT_ONCE = 100; // profiles a request, as the server's limit
const MOST = 20; // shown at a time

// Profiles of the import that have no technologies yet and whose words speak for some.
async function proposals(id, signal) {
    const found = [];
    for (const verdict of ['created', 'changed'])
        for (let cursor, first = true; first || cursor; first = false) {
            const rows = await get(`/imports/${id}/rows${queryText({verdict, cursor})}`, {signal});
            const ids = rows.items.map((r) => r.record_id).filter(Boolean);
            for (let i = 0; i < ids.length; i += AT_ONCE) {
                const answer = await get(`/lexicon/profiles${queryText({ids: ids.slice(i, i + AT_ONCE).join(), most: 0, proposals: 1})}`, {signal});
                found.push(...answer.items.filter((x) => x.proposal?.technologies.length));
            }
            cursor = rows.next;
            if (found.length >= MOST) return {items: found.slice(0, MOST), more: true};
        }
    return {items: found, more: false};
}
export function ImportTechnologies({id}) {
    const state = useLoad((signal) => proposals(id, signal), [id]);
    const [done, setDone] = useState(0);
    const drop = (item) => { state.setData((d) => ({...d, items: d.items.filter((x) => x !== item)})); setDone((n) => n + 1); };
    const take = async (item, technologies) => { await takeTechnologies(item.profile, item.revision, technologies); drop(item); };
    const takeAll = async () => {
        let n = 0;
        try {
            for (const x of state.data.items.filter((i) => i.proposal.can_confirm)) { await take(x, x.proposal.technologies.map((y) => y.root_technology)); n++; }
        } finally { if (n) toast(tn('import.technologies_taken', n)); state.reload(); }
    };
    const items = state.data?.items || [];
    const may = items.filter((x) => x.proposal.can_confirm).length;
    if (state.data && !items.length && !done) return null;
    return html`<${Card} title=${t('import.technologies')} flush actions=${may > 1 && html`<${Button} small icon="check" label=${t('import.take_all', {n: may})} onClick=${takeAll} />`}>
        <p class="card-body small muted import-tech-text">${t('import.technologies_text')}</p><${Loaded} state=${state} rows=${4}>${() => (items.length ? html`<ul class="lines import-tech">${items.map((x) => html`<li class="line-item" key=${x.profile}><div class="grow"><a href=${`/profiles/${x.profile}`}><bdi lang=${x.title_language}>${x.title}</bdi></a></div>
            <${Proposal} proposal=${x.proposal} name=${x.title} onTake=${(technologies) => take(x, technologies)} /></li>`)}</ul>${state.data.more && html`<p class="card-body small muted">${t('import.technologies_more')}</p>`}`
        : state.data.more ? html`<div class="card-body"><${Button} label=${t('list.more')} onClick=${state.reload} /></div>` : html`<${Empty} compact title=${t('import.technologies_done')} />`)}<//><//>`;
}
