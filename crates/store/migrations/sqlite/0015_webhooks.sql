-- Addresses that are told of what happens.
CREATE TABLE webhooks (
    owner         TEXT NOT NULL,
    id            TEXT NOT NULL,
    url           TEXT NOT NULL,
    -- Names of events with blanks between them; empty for all.
    events        TEXT NOT NULL,
    -- What is told is signed with it: sealed with the owner's data key.
    secret        BLOB NOT NULL,
    -- The one before it, which signs too until a moment.
    old_secret    BLOB,
    old_until     INTEGER,
    -- Why it is told of nothing; NULL while it is.
    disabled      TEXT CHECK (disabled IN ('owner', 'gone', 'failing')),
    created_at    INTEGER NOT NULL,
    -- When it last took something; how many tries have failed since, and when the first of them was.
    succeeded_at  INTEGER,
    failures      INTEGER NOT NULL,
    failing_since INTEGER,
    PRIMARY KEY (owner, id),
    FOREIGN KEY (owner) REFERENCES owners (owner) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What they are told: stored before it is sent, kept for some days.
CREATE TABLE webhook_deliveries (
    owner        TEXT NOT NULL,
    webhook      TEXT NOT NULL,
    -- The same for all webhooks that are told of one event.
    id           TEXT NOT NULL,
    event        TEXT NOT NULL,
    -- What is sent, as plain as the messages that it quotes.
    payload      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    -- NULL once it is over.
    next_try     INTEGER,
    -- What came of the last try.
    tried_at     INTEGER,
    status       INTEGER,
    problem      TEXT,
    delivered_at INTEGER,
    PRIMARY KEY (owner, webhook, id),
    FOREIGN KEY (owner, webhook) REFERENCES webhooks (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (owner, webhook, next_try)
    WHERE next_try IS NOT NULL;
