-- When a webhook last failed: a row of failures that was broken begins anew.
ALTER TABLE webhooks ADD COLUMN failed_at BIGINT;

-- What was dropped of what it was to be told, because too much waited: how much, and when last.
ALTER TABLE webhooks ADD COLUMN dropped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN dropped_at BIGINT;
