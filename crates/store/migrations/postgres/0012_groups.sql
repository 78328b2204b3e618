-- Whether Telegram says that a message mentions the owner; of older ones that is not known.
ALTER TABLE telegram_user_messages ADD COLUMN mentions_owner BOOLEAN NOT NULL DEFAULT false;

-- Whether a reply only says that the owner is away.
ALTER TABLE replies ADD COLUMN away BOOLEAN NOT NULL DEFAULT false;
