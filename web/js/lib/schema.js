// The records as forms: what a person may write, in the order in which a form asks for
// it. The choices repeat src/store/schema_*.c; the web suite compares the two.
export const CHOICES = {
    organisation_type: ['company', 'institute', 'university', 'agency', 'association', 'investor', 'government'],
    size_class: ['micro', 'small', 'medium', 'large'],
    organisation_status: ['active', 'merged', 'closed'],
    name_kind: ['preferred', 'alternative', 'former'],
    verdict: ['verified', 'wrong_check_digit', 'malformed', 'unchecked'],
    purpose: ['introduce', 'list', 'mail', 'photograph'],
    account_status: ['active', 'locked', 'closed'],
    scope_kind: ['office', 'programme', 'event', 'organisation'],
    role: ['admin', 'officer', 'member', 'reviewer', 'analyst', 'auditor'],
    origin: ['original', 'translation'],
    text_state: ['machine', 'draft', 'reviewed'],
    ipr: ['none', 'applied', 'granted', 'secret_know_how', 'copyright'],
    profile_status: ['draft', 'reviewed', 'published', 'expired', 'withdrawn'],
    profile_type: ['technology_offer', 'technology_request', 'business_offer', 'business_request', 'research_request', 'investment_offer', 'investment_request'],
    cooperation: ['licence', 'joint_development', 'joint_venture', 'manufacturing', 'supply', 'research', 'investment', 'technical_assistance', 'distribution'],
    root_technology: ['casting', 'moulds', 'plastic_forming', 'heat_treatment', 'surface_treatment', 'welding', 'injection_press', 'precision_machining', 'additive_manufacturing', 'industrial_film_paper', 'robots', 'sensors', 'industrial_software', 'engineering_design'],
    rung: ['sealed', 'teaser', 'introduced', 'nda', 'full'],
    joint: ['diagnosis', 'need', 'match', 'meeting', 'disclosure', 'agreement', 'result'],
    match_status: ['proposed', 'dismissed', 'taken_up'],
    dismissal: ['not_relevant', 'wrong_type', 'spec_not_met', 'competitor', 'known_already', 'country', 'capacity', 'other'],
    case_status: ['open', 'dormant', 'closed'],
    task_status: ['open', 'done', 'dropped'],
    import_kind: ['organisations', 'profiles', 'people', 'participations', 'wishes', 'outcomes'],
    import_status: ['uploaded', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed'],
    event_status: ['draft', 'open', 'planned', 'running', 'closed'],
    session_kind: ['seminar', 'fair', 'one_to_one', 'round_table', 'pitch', 'investment', 'other'],
    place_kind: ['table', 'booth', 'room', 'online'],
    participation_status: ['invited', 'registered', 'confirmed', 'attended', 'absent', 'withdrawn'],
    meeting_status: ['proposed', 'planned', 'confirmed', 'held', 'no_show', 'cancelled'],
    outcome_stage: ['at_once', 'after_six_months'],
    outcome_status: ['held', 'no_show', 'cancelled'],
    outcome_result: ['none', 'follow_up', 'sample', 'nda', 'memorandum', 'licence', 'joint_development', 'order', 'investment'],
    term_kind: ['preferred', 'alternative', 'hidden', 'concept', 'broader', 'related', 'code', 'note', 'removal', 'correction', 'review'],
    term_status: ['suggested', 'accepted', 'declined', 'withdrawn'],
    objective: ['value', 'fairness', 'breaks', 'place_changes', 'balance'],
    wish_kind: ['must', 'nice', 'never'],
    plan_kind: ['schedule', 'replan', 'fill'],
    plan_status: ['proposed', 'published', 'discarded'],
    screening: ['pending', 'cleared', 'refused'],
    programme_kind: ['week', 'memorandum', 'deal', 'strategy', 'dialogue'],
};

const text = (name, more) => ({name, kind: 'text', ...more});
const pick = (name, choices, more) => ({name, kind: 'choice', choices, ...more});
const ref = (name, refers, more) => ({name, kind: 'ref', refers, ...more});
const req = {required: true};
const spans = (name) => ({name, kind: 'list', of: [{name: 'from', kind: 'moment', required: true}, {name: 'until', kind: 'moment', required: true}]});

export const TYPES = {
    organisation: {plural: 'organisations', groups: [
        ['names', [text('name', req), text('name_en'), {name: 'language', kind: 'language'},
            {name: 'names', kind: 'list', wide: true, of: [{name: 'language', kind: 'language', required: true}, pick('kind', 'name_kind'), text('name', req)]}]],
        ['what', [pick('type', 'organisation_type', req), {name: 'country', kind: 'country', required: true}, text('region'), pick('size_class', 'size_class'),
            {name: 'employees', kind: 'int'}, text('website', {input: 'url'}),
            {name: 'root_technologies', kind: 'set', choices: 'root_technology', wide: true}, {name: 'certificates', kind: 'set', wide: true},
            {name: 'industry_codes', kind: 'list', wide: true, of: [text('scheme', req), text('edition'), text('code', req)]}]],
        ['identifiers', [{name: 'identifiers', kind: 'list', wide: true, of: [text('scheme', {required: true, suggest: ['kr-brn', 'kr-crn', 'lei', 'fr-siren', 'fr-siret', 'ru-inn', 'ru-ogrn', 'il-cn', 'us-ein', 'duns', 'eu-vat', 'org-id']}), text('value', req)]}]],
        ['contact', [text('contact'), text('email', {input: 'email'}), text('phone', {input: 'tel'}), {name: 'note', kind: 'long', wide: true}]],
    ]},
    person: {plural: 'people', groups: [['what', [text('name', req), text('name_en'), ref('organisation', 'organisation'), text('role'), text('email', {input: 'email'}), text('phone', {input: 'tel'}), {name: 'languages', kind: 'languages', wide: true}]]]},
    profile: {plural: 'profiles', groups: [
        ['what', [ref('organisation', 'organisation', {required: true, fixed: true}), pick('type', 'profile_type', req), {name: 'language', kind: 'language', required: true}, {name: 'valid_until', kind: 'day'}, pick('status', 'profile_status')]],
        ['texts', [{name: 'texts', kind: 'list', wide: true, tall: true, required: true, of: [{name: 'language', kind: 'language', required: true}, pick('origin', 'origin'), pick('state', 'text_state'), text('title', {required: true, wide: true}), {name: 'text', kind: 'long', wide: true}]}]],
        ['technology', [{name: 'specs', kind: 'list', wide: true, of: [text('quantity', req), {name: 'min', kind: 'real'}, {name: 'max', kind: 'real'}, text('unit')]},
            {name: 'concepts', kind: 'set', wide: true}, {name: 'root_technologies', kind: 'set', choices: 'root_technology', wide: true},
            {name: 'trl', kind: 'int', min: 1, max: 9}, {name: 'mrl', kind: 'int', min: 1, max: 10}, pick('ipr', 'ipr')]],
        ['cooperation', [{name: 'cooperation', kind: 'set', choices: 'cooperation', wide: true}, {name: 'target_countries', kind: 'countries', wide: true}]],
        ['visibility', [{name: 'rungs', kind: 'list', wide: true, of: [pick('field', 'guarded_field', req), pick('rung', 'rung', req)]}]],
    ]},
    programme: {plural: 'programmes', groups: [
        ['what', [text('code', req), pick('kind', 'programme_kind', req), {name: 'title', kind: 'words', required: true, wide: true}, {name: 'description', kind: 'words', long: true, wide: true}]],
        ['time', [{name: 'first_day', kind: 'day'}, {name: 'last_day', kind: 'day'}]],
    ]},
    event: {plural: 'events', groups: [
        ['what', [text('code', {required: true, fixed: true}), pick('status', 'event_status'), ref('programme', 'programme'), {name: 'title', kind: 'words', required: true, wide: true}, {name: 'description', kind: 'words', long: true, wide: true}]],
        ['time', [{name: 'first_day', kind: 'day', required: true}, {name: 'last_day', kind: 'day', required: true}, text('day_from', {required: true, input: 'time'}), text('day_until', {required: true, input: 'time'}),
            {name: 'slot_minutes', kind: 'int', required: true, min: 5, max: 480}, text('zone', {required: true, suggest: ['Asia/Seoul', 'Europe/Paris', 'Europe/Moscow', 'Asia/Jerusalem', 'America/New_York', 'America/Los_Angeles']}),
            {name: 'breaks', kind: 'list', wide: true, of: [text('from', {required: true, input: 'time'}), text('until', {required: true, input: 'time'})]}]],
        ['planning', [{name: 'mutual_factor', kind: 'int', min: 1, max: 100}, {name: 'screening_minutes', kind: 'int', min: 0, max: 86400}, {name: 'objectives', kind: 'order', choices: 'objective', wide: true},
            {name: 'walks', kind: 'list', wide: true, of: [text('area', req), text('other', req), {name: 'minutes', kind: 'int', required: true, min: 0, max: 1440}]}]],
    ]},
    session: {plural: 'sessions', groups: [['what', [{name: 'title', kind: 'words', required: true, wide: true}, pick('kind', 'session_kind', req), ref('place', 'place'), {name: 'starts_at', kind: 'moment', required: true}, {name: 'ends_at', kind: 'moment', required: true}, {name: 'blocks', kind: 'bool', wide: true}, {name: 'participants', kind: 'members', wide: true}, {name: 'countries', kind: 'countries', wide: true}, {name: 'description', kind: 'words', long: true, wide: true}]]]},
    place: {plural: 'places', groups: [['what', [text('name', req), pick('kind', 'place_kind', req), {name: 'capacity', kind: 'int'}, {name: 'parallel', kind: 'int', min: 1, max: 1000}, text('area'), {name: 'position', kind: 'int'}, text('address', {wide: true}), {...spans('available'), wide: true}]]]},
    interpreter: {plural: 'interpreters', groups: [['what', [text('name', {required: true, wide: true}), {name: 'pairs', kind: 'list', required: true, wide: true, of: [{name: 'from', kind: 'language', required: true}, {name: 'to', kind: 'language', required: true}]}, {...spans('available'), wide: true}, {name: 'note', kind: 'long', wide: true}]]]},
    participation: {plural: 'participations', groups: [['what', [ref('organisation', 'organisation', {required: true, fixed: true}), pick('status', 'participation_status'), {name: 'representatives', kind: 'int', min: 1, max: 50}, ref('place', 'place'), {name: 'cap', kind: 'int', min: 1, max: 1000}, {name: 'day_cap', kind: 'int', min: 1, max: 100}, {name: 'rest_minutes', kind: 'int', min: 0, max: 480}, pick('screening', 'screening', {office: true}), {name: 'ruling_at', kind: 'moment', office: true}, {name: 'languages', kind: 'languages', wide: true}, {name: 'note', kind: 'long', wide: true}]]]},
    wish: {plural: 'wishes', groups: [['what', [ref('from', 'participation', {required: true, fixed: true}), ref('to', 'participation', {required: true, fixed: true}), {name: 'weight', kind: 'weight', required: true}, pick('kind', 'wish_kind'), {name: 'others', kind: 'members', wide: true}, {name: 'reason', kind: 'long', wide: true}]]]},
    outcome: {plural: 'outcomes', groups: [['what', [pick('stage', 'outcome_stage', req), pick('status', 'outcome_status', req), pick('result', 'outcome_result'), {name: 'note', kind: 'long', wide: true}]]]},
    strength: {plural: 'strengths', groups: [['what', [{name: 'country', kind: 'country', required: true}, {name: 'dated', kind: 'day'}, {name: 'field', kind: 'words', required: true, wide: true}, {name: 'root_technologies', kind: 'set', choices: 'root_technology', wide: true}, text('source', {required: true, wide: true})]]]},
    task: {plural: 'tasks', groups: [['what', [text('title', {required: true, wide: true}), {name: 'due', kind: 'day'}, ref('assignee', 'account'), ref('organisation', 'organisation'), pick('status', 'task_status')]]]},
    case: {plural: 'cases', groups: [['what', [text('title', {required: true, wide: true}), ref('need', 'profile', {required: true, fixed: true}), ref('counterparty', 'organisation', {required: true, fixed: true}), ref('owner', 'account'), pick('status', 'case_status'), {name: 'note', kind: 'long', wide: true}]]]},
    // Never a form: terms are written by use cases of their own; the history shows these.
    term: {plural: 'terms', groups: [['what', [text('concept'), pick('kind', 'term_kind'), {name: 'language', kind: 'language'}, text('label'), text('replaces'), text('broader'), text('reason'), text('source'), pick('status', 'term_status'), ref('suggested_by', 'account'), ref('decided_by', 'account'), {name: 'decided_at', kind: 'moment'}, text('decision')]]]},
    account: {plural: 'accounts', groups: [['what', [text('login', req), text('name', req), {name: 'language', kind: 'uilanguage'}, ref('person', 'person'), pick('status', 'account_status')]]]},
    role_grant: {plural: 'role-grants', groups: [['what', [ref('account', 'account', {required: true, fixed: true}), pick('role', 'role', {required: true, fixed: true}), pick('scope_kind', 'scope_kind', {required: true, fixed: true}), {name: 'scope_id', kind: 'scope', required: true, fixed: true}, {name: 'valid_from', kind: 'moment'}, {name: 'valid_until', kind: 'moment'}]]]},
};
CHOICES.guarded_field = ['texts', 'concepts', 'specs', 'trl', 'mrl', 'ipr'];

export const fieldsOf = (type) => TYPES[type].groups.flatMap(([, fields]) => fields);
export const options = (name, choiceFn) => CHOICES[name].map((v) => [v, choiceFn(name, v)]);

// Where a record of a type is looked at.
export function hrefOf(type, id) {
    const at = {organisation: '/organisations/', profile: '/profiles/', event: '/events/', programme: '/programmes/', person: '/people/', case: '/cases/',
        task: '/tasks/', saved_search: '/searches/', match: '/matches/', concept: '/lexicon?id=', import: '/imports/', account: '/admin/accounts/'}[type];
    return at ? at + (type === 'concept' ? encodeURIComponent(id) : id) : null;
}
