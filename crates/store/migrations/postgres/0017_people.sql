-- What the people of groups are called, as Telegram or an export told last: most of them have no chat of
-- their own.
CREATE TABLE telegram_people (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    peer    BIGINT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (owner, account, peer),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE telegram_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE telegram_people FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON telegram_people
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

-- The twin's pause in a chat.
ALTER TABLE telegram_chats ADD COLUMN pause TEXT;
