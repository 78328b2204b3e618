-- A block of a word begins at a message, so that the block of any message is found by the key, and words
-- are the same with and without accents. All is indexed anew in the background: TRUNCATE, for the policies
-- of rows show no owner's here.
TRUNCATE message_words, unpacked_messages, message_indexes;

ALTER TABLE message_words DROP COLUMN block;
-- The first message of the block; the first block of a word begins before all chats.
ALTER TABLE message_words ADD COLUMN chat BIGINT NOT NULL;
ALTER TABLE message_words ADD COLUMN id INTEGER NOT NULL;
ALTER TABLE message_words ADD PRIMARY KEY (owner, account, word, chat, id);

-- What the twin itself had written, as a JSON array of texts, where its owner made other messages of it.
ALTER TABLE replies ADD COLUMN first_texts TEXT;
