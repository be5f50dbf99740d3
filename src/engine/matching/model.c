#include "engine/matching/model.h"

#include "base/alloc.h"

void ie_match_model_release(struct ie_match_model *model)
{
    for (uint32_t l = 0; l < model->lang_count; l++)
        ie_match_near_release(&model->langs[l].near);
    ie_match_near_release(&model->near_concepts);
    ie_match_texts_release(model);
    ie_match_concepts_release(model);
    ie_free(model->candidate_of);
    *model = (struct ie_match_model){0};
}

int ie_match_model_build(struct ie_match_model *model,
                         const struct ie_matching_input *input,
                         struct ie_match_checker *checker,
                         const struct ie_solve_control *control, struct ie_error *err)
{
    *model = (struct ie_match_model){.input = input, .checker = checker};
    model->seekers = input->seekers ? input->seeker_count : input->count;
    model->candidates = input->candidates ? input->candidate_count : input->count;
    model->candidate_of = ie_calloc((size_t)input->count + 1, sizeof(uint32_t));
    int code = model->candidate_of ? 0 : ie_fail_nomem(err);
    for (uint32_t p = 0; p < input->count && !code; p++)
        model->candidate_of[p] = IE_MATCH_NONE;
    for (uint32_t c = 0; c < model->candidates && !code; c++)
        model->candidate_of[ie_match_candidate(input, c)] = c;
    if (!code)
        code = ie_match_texts_read(model, control, err);
    if (!code && !model->stopped && !(code = ie_match_concepts_read(model, err)))
        code = ie_match_near_concepts(model, control, err);
    if (code)
        ie_match_model_release(model);
    return code;
}
