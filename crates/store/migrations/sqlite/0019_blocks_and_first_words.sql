-- A block of a word begins at a message, so that the block of any message is found by the key, and words
-- are the same with and without accents. All is indexed anew in the background.
DROP TABLE message_words;
DELETE FROM unpacked_messages;
DELETE FROM message_indexes;

CREATE TABLE message_words (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    word     TEXT NOT NULL,
    -- The first message of the block; the first block of a word begins before all chats.
    chat     INTEGER NOT NULL,
    id       INTEGER NOT NULL,
    messages BLOB NOT NULL,
    PRIMARY KEY (owner, account, word, chat, id),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What the twin itself had written, as a JSON array of texts, where its owner made other messages of it.
ALTER TABLE replies ADD COLUMN first_texts TEXT;
