-- What an owner notes of a chat for themselves: no twin and no model reads it.
CREATE TABLE chat_notes (
    owner      TEXT NOT NULL,
    account    TEXT NOT NULL,
    chat       BIGINT NOT NULL,
    text       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (owner, account, chat),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
);

ALTER TABLE chat_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON chat_notes
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

-- When the owner has seen that Telegram refused a reply: NULL until then.
ALTER TABLE replies ADD COLUMN failure_seen_at BIGINT;
