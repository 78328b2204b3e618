-- The words by which messages are found: for every stem, and for every author and kind ('@twin', '#voice'),
-- the messages that have it, packed as store::search::postings says. Block 0 takes what is new; what was
-- filled before is numbered from 1.
CREATE TABLE message_words (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    -- By its bytes, so that beginnings are found by the key.
    word     TEXT COLLATE "C" NOT NULL,
    block    BIGINT NOT NULL,
    messages BYTEA NOT NULL,
    PRIMARY KEY (owner, account, word, block),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

-- The newest messages, which are gone through one by one until there are enough of them to be packed.
CREATE TABLE unpacked_messages (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    BIGINT NOT NULL,
    id      INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat, id),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

-- How far the messages were packed that were there before this table, or came out of a backup: up to which
-- message, in the order of their key. No row if that was not begun.
CREATE TABLE message_indexes (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    BIGINT NOT NULL,
    id      INTEGER NOT NULL,
    -- How many were packed so.
    packed  BIGINT NOT NULL,
    done    BOOLEAN NOT NULL,
    PRIMARY KEY (owner, account),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
);

ALTER TABLE message_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_words FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON message_words
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE unpacked_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE unpacked_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON unpacked_messages
    USING (owner = NULLIF(current_setting('app.owner', true), ''));

ALTER TABLE message_indexes ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_indexes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON message_indexes
    USING (owner = NULLIF(current_setting('app.owner', true), ''));
