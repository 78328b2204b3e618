-- What an owner allows in an account: no row while nothing was said of it.
CREATE TABLE policies (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    -- JSON of domain::Policy; NULL while the settings count.
    policy  TEXT,
    -- JSON of domain::Pause; NULL while the twin is not paused.
    pause   TEXT,
    -- JSON of domain::Alert; NULL once the owner has seen to it.
    alert   TEXT,
    PRIMARY KEY (owner, account),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

-- When the chat was last told that the owner is away.
ALTER TABLE telegram_chats ADD COLUMN away_said_at BIGINT;

ALTER TABLE policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE policies FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON policies
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
