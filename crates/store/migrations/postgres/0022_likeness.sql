-- What an owner keeps to themselves in an account: words that are never sent, and topics.
ALTER TABLE policies ADD COLUMN bounds TEXT;

-- How like its owner a twin wrote, each time that was measured: figures, and moments side by side.
CREATE TABLE likeness_reports (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    model   TEXT,
    report  TEXT NOT NULL,
    PRIMARY KEY (owner, account, made_at),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE likeness_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE likeness_reports FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON likeness_reports
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

-- How often the owner told their own replies from their twin's.
CREATE TABLE blind_tests (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    told    BIGINT NOT NULL,
    shown   BIGINT NOT NULL,
    PRIMARY KEY (owner, account, made_at),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE blind_tests ENABLE ROW LEVEL SECURITY;
ALTER TABLE blind_tests FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON blind_tests
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
