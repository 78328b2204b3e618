-- What the owner says the other side is to them; NULL if the twin is to find out by itself.
ALTER TABLE telegram_chats ADD COLUMN relation TEXT
    CHECK (relation IN ('close', 'family', 'work', 'service'));
