-- Two more modes, a reply that waits for its owner's word, and what the owner says of it. SQLite
-- cannot change a CHECK: the column is made anew.
ALTER TABLE telegram_integrations ADD COLUMN new_mode TEXT NOT NULL DEFAULT 'watch'
    CHECK (new_mode IN ('off', 'watch', 'draft', 'countdown', 'auto'));
UPDATE telegram_integrations SET new_mode = default_mode;
ALTER TABLE telegram_integrations DROP COLUMN default_mode;
ALTER TABLE telegram_integrations RENAME COLUMN new_mode TO default_mode;

ALTER TABLE telegram_chats ADD COLUMN new_mode TEXT
    CHECK (new_mode IN ('off', 'watch', 'draft', 'countdown', 'auto'));
UPDATE telegram_chats SET new_mode = mode;
ALTER TABLE telegram_chats DROP COLUMN mode;
ALTER TABLE telegram_chats RENAME COLUMN new_mode TO mode;

-- Whether the owner has them among their contacts.
ALTER TABLE telegram_chats ADD COLUMN contact INTEGER NOT NULL DEFAULT 0;

DROP INDEX one_open_reply_per_chat;
ALTER TABLE replies ADD COLUMN new_state TEXT NOT NULL DEFAULT 'cancelled'
    CHECK (new_state IN ('waiting', 'scheduled', 'sending', 'sent', 'cancelled', 'failed'));
UPDATE replies SET new_state = state;
ALTER TABLE replies DROP COLUMN state;
ALTER TABLE replies RENAME COLUMN new_state TO state;
CREATE UNIQUE INDEX one_open_reply_per_chat ON replies (owner, account, chat)
    WHERE state IN ('waiting', 'scheduled', 'sending');

-- The mode under which it was written.
ALTER TABLE replies ADD COLUMN mode TEXT NOT NULL DEFAULT 'auto'
    CHECK (mode IN ('draft', 'countdown', 'auto'));
-- What the owner said of it; NULL while they have not.
ALTER TABLE replies ADD COLUMN word TEXT
    CHECK (word IN ('approved', 'edited', 'rejected', 'undone'));

-- What the twin has sent, by time: its limits are counted from it.
CREATE INDEX twins_messages ON telegram_user_messages (owner, account, sent_at)
    WHERE author = 'twin';
