-- In Saved Messages the twin tells of more than its questions now: of which chat a line tells, when it
-- was planned, and what it is worded from (JSON; once it is sent, only what is needed later).
ALTER TABLE saved_lines ADD COLUMN chat BIGINT;
ALTER TABLE saved_lines ADD COLUMN planned_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE saved_lines ADD COLUMN detail TEXT;
CREATE INDEX saved_lines_by_time ON saved_lines (owner, account, planned_at);
