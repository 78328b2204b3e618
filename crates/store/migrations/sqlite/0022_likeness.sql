-- What an owner keeps to themselves in an account: words that are never sent, and topics.
ALTER TABLE policies ADD COLUMN bounds TEXT;

-- How like its owner a twin wrote, each time that was measured: figures, and moments side by side.
CREATE TABLE likeness_reports (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    model   TEXT,
    report  TEXT NOT NULL,
    PRIMARY KEY (owner, account, made_at),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How often the owner told their own replies from their twin's.
CREATE TABLE blind_tests (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    told    INTEGER NOT NULL,
    shown   INTEGER NOT NULL,
    PRIMARY KEY (owner, account, made_at),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
