-- Whether any profile was tagged by another lexicon or engine is seen from the two ends of
-- this order, without reading every row at each start.
CREATE INDEX ix_profile_tagging_lexicon ON profile_tagging
    (office_id, lexicon, engine, profile);
