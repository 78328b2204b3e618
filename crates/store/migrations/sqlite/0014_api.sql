-- What programs send in their owner's name, each under a key of theirs, so that nothing is sent twice.
CREATE TABLE sendings (
    owner       TEXT NOT NULL,
    key         TEXT NOT NULL,
    account     TEXT NOT NULL,
    chat        INTEGER NOT NULL,
    -- Of what was asked for; the text itself stands in the chat.
    fingerprint BLOB NOT NULL,
    -- Stored before the first try, and used by every other.
    random_id   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    -- What it became; NULL until Telegram has taken it.
    message     INTEGER,
    sent_at     INTEGER,
    PRIMARY KEY (owner, key),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
