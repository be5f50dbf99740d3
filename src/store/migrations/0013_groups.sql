-- Meetings of three to eight, and wishes for them: the others beside the two. Ids of
-- participations, a JSON array.
ALTER TABLE wish ADD COLUMN others TEXT;
ALTER TABLE meeting ADD COLUMN others TEXT;
-- The two may also be wished together by themselves.
DROP INDEX uq_wish_to;
CREATE UNIQUE INDEX uq_wish_to ON wish (event, from_, to_)
    WHERE deleted_at IS NULL AND others IS NULL;
CREATE UNIQUE INDEX uq_wish_others ON wish (event, from_, to_, others)
    WHERE deleted_at IS NULL AND others IS NOT NULL;
