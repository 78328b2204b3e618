-- How often models, ears and mouths were asked in vain, by days of UTC and by the reason: of all accounts together,
-- as what models take.
CREATE TABLE failures (
    owner  TEXT NOT NULL,
    day    BIGINT NOT NULL,
    helper TEXT NOT NULL CHECK (helper IN ('model', 'ear', 'mouth')),
    why    TEXT NOT NULL CHECK (why IN ('unreachable', 'key', 'limit', 'money', 'answer', 'other')),
    times  BIGINT NOT NULL,
    PRIMARY KEY (owner, day, helper, why),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
);

ALTER TABLE failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE failures FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON failures
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
