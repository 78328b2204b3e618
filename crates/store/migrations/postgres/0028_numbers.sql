-- How long a reply is, so that what is counted over years reads no words; and the order in which it is counted.
ALTER TABLE replies ADD COLUMN characters INTEGER NOT NULL DEFAULT 0;

-- The rows of all owners are to be filled, whoever they are.
ALTER TABLE replies NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reply_bubbles NO FORCE ROW LEVEL SECURITY;
UPDATE replies SET characters = (SELECT coalesce(sum(length(b.text)), 0)
    FROM reply_bubbles b WHERE b.owner = replies.owner AND b.reply = replies.id);
ALTER TABLE reply_bubbles FORCE ROW LEVEL SECURITY;
ALTER TABLE replies FORCE ROW LEVEL SECURITY;

DROP INDEX replies_by_account;
CREATE INDEX replies_in_numbers ON replies (owner, account, mode, state, word, created_at, characters);
