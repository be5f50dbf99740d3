#include "store/schema.h"

const char *const ie_rungs[] = {"sealed", "teaser", "introduced", "nda", "full", NULL};

const char *const ie_roles[] = {"admin",   "officer", "member", "reviewer",
                                "analyst", "auditor", NULL};

/* Enterprise Europe Network's profile types. */
const char *const ie_profile_types[] = {
    "technology_offer", "technology_request", "business_offer",     "business_request",
    "research_request", "investment_offer",   "investment_request", NULL};

const char *const ie_cooperation_types[] = {
    "licence",  "joint_development", "joint_venture",        "manufacturing", "supply",
    "research", "investment",        "technical_assistance", "distribution",  NULL};

/* The 14 root technologies: six base processes, four that widen materials, four
 * intelligent ones. */
const char *const ie_root_technologies[] = {"casting",
                                            "moulds",
                                            "plastic_forming",
                                            "heat_treatment",
                                            "surface_treatment",
                                            "welding",
                                            "injection_press",
                                            "precision_machining",
                                            "additive_manufacturing",
                                            "industrial_film_paper",
                                            "robots",
                                            "sensors",
                                            "industrial_software",
                                            "engineering_design",
                                            NULL};

/* The seven joints of the chain. */
const char *const ie_joints[] = {"diagnosis",  "need",      "match",  "meeting",
                                 "disclosure", "agreement", "result", NULL};
