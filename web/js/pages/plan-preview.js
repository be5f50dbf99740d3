// A plan before it is put in force: what moves, who must be told, then publish or discard.
import {html} from '../lib/h.js';
import {t, tn, fmtNumber} from '../i18n.js';
import {get, post} from '../api.js';
import {useLoad} from '../lib/load.js';
import {toast} from '../store.js';
import {Card, Loaded, Note} from '../ui/states.js';
import {Button} from '../ui/button.js';
import {ask} from '../ui/dialog.js';
import {Moves, Quality, Tell} from '../ui/plan-parts.js';

const FIGURES = ['moved', 'place_changed', 'added', 'dropped', 'smaller', 'same'];

export function PlanPreview({id, event, name, onPublished, onDiscarded, onAgain}) {
    const state = useLoad((signal) => get(`/plans/${id}/preview`, {signal}), [id]);
    const publish = async (p) => {
        if (!await ask({title: t('plan.publish_title'), text: t('plan.publish_text', {n: p.moved + p.dropped + p.added + p.place_changed, people: p.tell.length}), yes: t('plan.publish')})) return;
        try { await post(`/plans/${id}/publish`, {}, {revision: p.revision}); } catch (e) { if (e.status === 409 || e.status === 412) state.reload(); throw e; }
        toast(t('plan.published'));
        onPublished?.(p);
    };
    const discard = async (p) => {
        if (!await ask({title: t('plan.discard_title'), text: t('plan.discard_text'), yes: t('plan.discard'), danger: true})) return;
        await post(`/plans/${id}/discard`, {}, {revision: p.revision});
        onDiscarded?.(p);
    };
    return html`<${Loaded} state=${state} rows=${8}>${(p) => {
        const open = p.status === 'proposed';
        return html`<div class="stack plan-preview"><section class="card plan-bar"><div class="grow"><div class="row"><h2>${t(`plan.preview.${p.kind}`)}</h2><${Quality} summary=${p.summary} /></div>
                <p class="tnum plan-figures">${FIGURES.filter((f) => p[f] || f === 'same').map((f) => html`<span class=${`plan-n ${f}`}><strong>${fmtNumber(p[f])}</strong> ${t(`plan.n.${f}`)}</span>`)}<span class="plan-n"><strong>${fmtNumber(p.tell.length)}</strong> ${t('plan.n.told')}</span></p></div>
                ${open && html`<div class="row no-print"><${Button} label=${t('plan.discard')} onClick=${() => discard(p)} /><${Button} icon="print" label=${t('action.print')} onClick=${() => print()} /><${Button} primary icon="check" label=${t('plan.publish')} disabled=${!p.current} onClick=${() => publish(p)} /></div>`}</section>
            ${p.status === 'published' && html`<${Note} icon="check">${t('plan.is_published')}<//>`}${p.status === 'discarded' && html`<${Note}>${t('plan.is_discarded')}<//>`}
            ${open && !p.current && html`<${Note} tone="warn"><p>${t('plan.outdated')}</p>${onAgain && html`<p><${Button} small icon="play" label=${t('plan.again')} onClick=${() => onAgain(p)} /></p>`}<//>`}
            <div class="cols-main plan-cols"><${Card} flush title=${t('plan.moves')}><${Moves} name=${name} moves=${p.moves} zone=${event.zone} empty=${t('plan.no_moves')} /><//>
                <${Card} flush title=${tn('plan.tell', p.tell.length)}><${Tell} key=${id} plan=${id} name=${name} tell=${p.tell} /><//></div></div>`;
    }}<//>`;
}
