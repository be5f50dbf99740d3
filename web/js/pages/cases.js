// Cases, by the joint where each stands.
import {html} from '../lib/h.js';
import {t, choice} from '../i18n.js';
import {list} from '../api.js';
import {useLoad} from '../lib/load.js';
import {options} from '../lib/schema.js';
import {Empty, PageHead, Card} from '../ui/states.js';
import {Records} from '../ui/records.js';
import {State} from '../ui/chips.js';
import {Chain, JOINTS, caseJoints} from '../ui/chain.js';
import {LinkButton} from '../ui/button.js';

export default function Cases({query, setQuery}) {
    const counts = useLoad(async (signal) => Object.fromEntries(await Promise.all(JOINTS.map(async (j) => [j, (await list('cases', {joint: j, limit: 1, count: 1}, {signal})).total ?? 0]))), []);
    const columns = [
        {id: 'title', label: t('field.title'), cell: (c) => c.title, phone: 'title', width: '32%'},
        {id: 'need', label: t('case.need_side'), cell: (c) => html`<bdi>${c.need_organisation_label}</bdi>`, width: '17%'},
        {id: 'counterparty', label: t('field.counterparty'), cell: (c) => html`<bdi>${c.counterparty_label}</bdi>`, phone: 'sub', width: '16%'},
        {id: 'joint', label: t('field.joint'), cell: (c) => html`<div class="joint-col"><${Chain} mini joints=${caseJoints(c.joint)} label=${choice('joint', c.joint)} /></div>`, width: '21%'},
        {id: 'status', label: t('field.status'), cell: (c) => html`<${State} list="case_status" value=${c.status} />`, phone: 'side', width: '14%'},
    ];
    const joints = Object.fromEntries(JOINTS.map((j) => [j, {value: counts.data?.[j] ?? '', state: counts.data?.[j] ? (query.joint === j ? 'now' : 'open') : 'empty', href: `/cases?joint=${j}`}]));
    return html`<${PageHead} title=${t('nav.cases')} sub=${html`<span>${t('case.sub')}</span>`} />
        <div class="stack"><${Card}><${Chain} joints=${joints} /><//><div>
        <${Records} plural="cases" query=${query} setQuery=${setQuery} columns=${columns} sort="" caption=${t('nav.cases')} href=${(c) => `/cases/${c.id}`}
            filters=${[{name: 'joint', label: t('field.joint'), options: options('joint', choice)}, {name: 'status', label: t('field.status'), options: options('case_status', choice)}]}
            empty=${html`<${Empty} title=${t('case.none')} text=${t('case.none_text')}><${LinkButton} primary href="/matches?status=proposed" icon="match" label=${t('event.see_matches')} /><//>`} /></div></div>`;
}
