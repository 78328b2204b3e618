-- Two more modes, a reply that waits for its owner's word, and what the owner says of it.
ALTER TABLE telegram_integrations DROP CONSTRAINT telegram_integrations_default_mode_check;
ALTER TABLE telegram_integrations ADD CONSTRAINT telegram_integrations_default_mode_check
    CHECK (default_mode IN ('off', 'watch', 'draft', 'countdown', 'auto'));

ALTER TABLE telegram_chats DROP CONSTRAINT telegram_chats_mode_check;
ALTER TABLE telegram_chats ADD CONSTRAINT telegram_chats_mode_check
    CHECK (mode IN ('off', 'watch', 'draft', 'countdown', 'auto'));

-- Whether the owner has them among their contacts.
ALTER TABLE telegram_chats ADD COLUMN contact BOOLEAN NOT NULL DEFAULT false;

DROP INDEX one_open_reply_per_chat;
ALTER TABLE replies DROP CONSTRAINT replies_state_check;
ALTER TABLE replies ADD CONSTRAINT replies_state_check
    CHECK (state IN ('waiting', 'scheduled', 'sending', 'sent', 'cancelled', 'failed'));
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
