-- What programs send in their owner's name, each under a key of theirs, so that nothing is sent twice.
CREATE TABLE sendings (
    owner       TEXT NOT NULL,
    key         TEXT NOT NULL,
    account     TEXT NOT NULL,
    chat        BIGINT NOT NULL,
    -- Of what was asked for; the text itself stands in the chat.
    fingerprint BYTEA NOT NULL,
    -- Stored before the first try, and used by every other.
    random_id   BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    -- What it became; NULL until Telegram has taken it.
    message     INTEGER,
    sent_at     BIGINT,
    PRIMARY KEY (owner, key),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE sendings ENABLE ROW LEVEL SECURITY;
ALTER TABLE sendings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON sendings
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
