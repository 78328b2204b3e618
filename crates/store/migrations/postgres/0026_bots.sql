-- Whose an account is at Telegram: a person's who has logged in or whose export was imported, a bot's, or
-- a person's who has only connected a bot to it.
ALTER TABLE telegram_integrations ADD COLUMN kind TEXT NOT NULL DEFAULT 'user'
    CHECK (kind IN ('user', 'bot', 'connected'));

-- The account in whose manner its twin writes; NULL is in that of its own messages.
ALTER TABLE telegram_integrations ADD COLUMN manner_of TEXT;

-- The mode that a chat of a bot had before the other side wanted no answers, '' where it had none of its
-- own; NULL while they want some.
ALTER TABLE telegram_chats ADD COLUMN stopped_from TEXT;

-- That a person has connected a bot to their account.
CREATE TABLE business_connections (
    owner      TEXT NOT NULL,
    bot        TEXT NOT NULL,
    person     BIGINT NOT NULL,
    -- By which the bot names it: another each time it is made.
    id         TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name  TEXT NOT NULL,
    username   TEXT,
    can_reply  BOOLEAN NOT NULL,
    can_read   BOOLEAN NOT NULL,
    can_delete BOOLEAN NOT NULL,
    -- Whether it holds, and since when.
    enabled    BOOLEAN NOT NULL,
    since      BIGINT NOT NULL,
    -- Whether it is the owner's own account: anybody may connect any bot.
    answer     TEXT NOT NULL CHECK (answer IN ('asked', 'accepted', 'refused')),
    -- Whether what is said there is said by the bot, also where the account has a session of its own.
    speaks     BOOLEAN NOT NULL,
    PRIMARY KEY (owner, bot, person),
    FOREIGN KEY (owner, bot) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE business_connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE business_connections FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON business_connections
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
