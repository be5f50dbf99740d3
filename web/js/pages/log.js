// The log of every change and every look at guarded content, newest first.
import {html} from '../lib/h.js';
import {t, choice, fmtMoment, fmtNumber} from '../i18n.js';
import {all, get, query as queryText} from '../api.js';
import {useLoad} from '../lib/load.js';
import {hrefOf} from '../lib/schema.js';
import {anyValue} from '../lib/show.js';
import {usePages} from '../ui/table.js';
import {Card, Empty, ErrorState, PageHead, SkeletonRows} from '../ui/states.js';
import {Button} from '../ui/button.js';

const LIMIT = 100;

export default function Log({query, setQuery}) {
    const upto = query.upto || '';
    const pages = usePages(async (cursor, signal) => {
        const d = await get(`/log${queryText({sort: '-seq', after: cursor || (upto && Number(upto) + 1), limit: LIMIT})}`, {signal});
        return {items: d.items.map((e) => ({...e, id: String(e.seq)})), next: d.next};
    }, [upto]);
    const names = useLoad(async (signal) => new Map((await all('accounts', {}, {signal}).catch(() => [])).map((a) => [a.id, a.name])), []);
    const who = (e) => names.data?.get(e.actor) || (e.actor?.length === 26 ? e.actor.slice(-6) : e.actor);
    const link = (e) => { const href = hrefOf(e.type, e.record); const label = e.record ? `${e.record.slice(-6)}${e.revision ? `@${e.revision}` : ''}` : ''; return href ? html`<a href=${href} dir="auto">${label}</a>` : html`<bdi>${label}</bdi>`; };
    return html`<${PageHead} title=${t('nav.log')} sub=${html`<span>${t('log.sub')}</span>`} />
        <form class="filters" onSubmit=${(e) => { e.preventDefault(); setQuery({upto: e.target.elements.upto.value.replace(/\D/g, '')}); }}><label class="row">${t('log.upto')} <input class="input narrow tnum" name="upto" inputmode="numeric" value=${upto} /></label><button class="btn" type="submit">${t('log.go')}</button></form>
        ${pages.error && !pages.items.length ? html`<div class="card"><${ErrorState} error=${pages.error} retry=${pages.reload} /></div>` : pages.loading && !pages.items.length ? html`<div class="card card-body"><${SkeletonRows} rows=${10} /></div>`
        : pages.items.length ? html`<div class="table-wrap scroll-x" tabindex="0" role="region" aria-label=${t('nav.log')}><table class="table natural log"><caption class="sr">${t('nav.log')}</caption><thead><tr><th scope="col" class="num">${t('log.seq')}</th><th scope="col">${t('log.at')}</th><th scope="col">${t('log.by')}</th><th scope="col">${t('log.action')}</th><th scope="col">${t('log.record')}</th><th scope="col">${t('log.content')}</th></tr></thead>
            <tbody>${pages.items.map((e) => html`<tr key=${e.seq}><td class="num muted">${fmtNumber(e.seq)}</td><td class="nowrap tnum">${fmtMoment(e.at, undefined, {dateStyle: 'short', timeStyle: 'medium'})}</td><td><bdi>${who(e)}</bdi></td><td>${choice('action', e.action)}</td>
                <td>${e.type ? html`<span class="muted">${choice('record', e.type)}</span> ` : ''}${link(e)}${e.erased ? html` <span class="faint">${t('log.erased')}</span>` : ''}</td><td class="small muted clip-cell" dir="auto">${e.payload?.sha256 ? html`<span class="mono" title=${e.payload.sha256}>${e.payload.sha256.slice(0, 16)}</span>` : e.payload ? anyValue(e.payload) : ''}</td></tr>`)}</tbody></table></div>${pages.next && html`<p class="more"><${Button} label=${t('list.more')} busy=${pages.loading} onClick=${pages.more} /></p>`}`
            : html`<${Card}><${Empty} title=${t('list.empty')} /><//>`}`;
}
