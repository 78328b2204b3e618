-- Whether Telegram says that a message mentions the owner; of older ones that is not known.
ALTER TABLE telegram_user_messages ADD COLUMN mentions_owner INTEGER NOT NULL DEFAULT 0;

-- Whether a reply only says that the owner is away.
ALTER TABLE replies ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
