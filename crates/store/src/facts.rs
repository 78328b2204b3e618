//! What a twin remembers.

use domain::{AccountId, Fact, FactId, FactScope, FactState, MessageId, PeerId, Timestamp};

use crate::text::{StoredAsText, storable};
use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

macro_rules! select_facts {
    ($rest:literal) => {
        concat!(
            "SELECT id, account, scope, chat, kind, text, source_chat, source_message, said_at, \
             until, confidence, origin, state, may_be_said, used, last_used_at FROM facts \
             WHERE owner = $1 AND account = $2 ",
            $rest
        )
    };
}

/// What a memory was good for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FactUse {
    /// How many facts count, or did until a newer one took their place.
    pub kept: u64,
    /// How many of them were ever used.
    pub used: u64,
    /// How many wait for the owner.
    pub offered: u64,
    /// How many the owner has erased, or went with their message.
    pub erased: u64,
}

impl Tx {
    /// Stores a new fact.
    pub async fn insert_fact(&mut self, fact: &Fact) -> Result<(), Error> {
        let (scope, chat) = stored_scope(fact.scope);
        run!(
            self.conn,
            execute,
            "INSERT INTO facts (owner, id, account, scope, chat, kind, text, source_chat, \
             source_message, said_at, until, confidence, origin, state, may_be_said, used, \
             last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
             $15, $16, $17)",
            &*self.owner,
            fact.id.to_string(),
            fact.account.to_string(),
            scope,
            chat,
            fact.kind.as_text(),
            storable(&fact.text),
            fact.source.map(|(chat, _)| chat.0),
            fact.source.map(|(_, message)| message.0),
            fact.said_at.as_millis(),
            fact.until.map(Timestamp::as_millis),
            fact.confidence,
            fact.origin.as_text(),
            fact.state.as_text(),
            fact.may_be_said,
            i32::try_from(fact.used).unwrap_or(i32::MAX),
            fact.last_used_at.map(Timestamp::as_millis),
        )?;
        Ok(())
    }

    /// Stores what a fact says now, where it may be known and whether it counts; its source and its
    /// use stay. `false` if there is no such fact, or it is erased.
    pub async fn update_fact(&mut self, fact: &Fact) -> Result<bool, Error> {
        let (scope, chat) = stored_scope(fact.scope);
        let updated = run!(
            self.conn,
            execute,
            "UPDATE facts SET scope = $4, chat = $5, kind = $6, text = $7, said_at = $8, \
             until = $9, confidence = $10, origin = $11, state = $12, may_be_said = $13 \
             WHERE owner = $1 AND account = $2 AND id = $3 AND state <> 'erased'",
            &*self.owner,
            fact.account.to_string(),
            fact.id.to_string(),
            scope,
            chat,
            fact.kind.as_text(),
            storable(&fact.text),
            fact.said_at.as_millis(),
            fact.until.map(Timestamp::as_millis),
            fact.confidence,
            fact.origin.as_text(),
            fact.state.as_text(),
            fact.may_be_said,
        )?;
        Ok(updated == 1)
    }

    /// One fact; `None` if there is none, or it is erased.
    pub async fn fact(&mut self, account: AccountId, id: FactId) -> Result<Option<Fact>, Error> {
        run!(
            self.conn,
            fetch_optional,
            select_facts!("AND id = $3 AND state <> 'erased'"),
            &*self.owner,
            account.to_string(),
            id.to_string(),
        )?
        .map(|row| fact(&row))
        .transpose()
    }

    /// Everything that an account's twin remembers, in the order of its identifiers, without what is
    /// erased.
    pub async fn facts(&mut self, account: AccountId) -> Result<Vec<Fact>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_facts!("AND state <> 'erased' ORDER BY id"),
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(fact)
        .collect()
    }

    /// What may bear on a chat: its own facts and those of no chat, in the order of their
    /// identifiers, without what is erased.
    pub async fn facts_beside(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Vec<Fact>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_facts!("AND (scope <> 'chat' OR chat = $3) AND state <> 'erased' ORDER BY id"),
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .iter()
        .map(fact)
        .collect()
    }

    /// What the owner has written of other chats, in the order of the facts' identifiers. What a
    /// model has drawn there is not among it.
    pub async fn notes_elsewhere(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Vec<String>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT text FROM facts WHERE owner = $1 AND account = $2 AND scope = 'chat' \
             AND chat <> $3 AND origin <> 'model' AND state IN ('kept', 'offered') ORDER BY id",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .iter()
        .map(|row| row.get("text"))
        .collect()
    }

    /// Erases a fact: what it says is gone, and what remains of it is the message that it was drawn
    /// from. `false` if there is no such fact, or it is erased already.
    pub async fn erase_fact(&mut self, account: AccountId, id: FactId) -> Result<bool, Error> {
        let erased = run!(
            self.conn,
            execute,
            "UPDATE facts SET text = '', state = 'erased' \
             WHERE owner = $1 AND account = $2 AND id = $3 AND state <> 'erased'",
            &*self.owner,
            account.to_string(),
            id.to_string(),
        )?;
        Ok(erased == 1)
    }

    /// Erases what was drawn from messages that are gone; what the owner has written or put right
    /// stays. Returns how many facts that were.
    pub async fn erase_facts_of(
        &mut self,
        account: AccountId,
        messages: &[(PeerId, MessageId)],
    ) -> Result<u64, Error> {
        let mut erased = 0;
        for (chat, message) in messages {
            erased += run!(
                self.conn,
                execute,
                "UPDATE facts SET text = '', state = 'erased' \
                 WHERE owner = $1 AND account = $2 AND source_chat = $3 AND source_message = $4 \
                 AND origin = 'model' AND state <> 'erased'",
                &*self.owner,
                account.to_string(),
                chat.0,
                message.0,
            )?;
        }
        Ok(erased)
    }

    /// Forgets what was drawn from a message that says something else now, so that it may be drawn
    /// anew; what the owner has written, put right or erased stays. Returns how many facts that were.
    pub async fn forget_facts_of(
        &mut self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<u64, Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM facts WHERE owner = $1 AND account = $2 AND source_chat = $3 \
             AND source_message = $4 AND origin = 'model' AND state <> 'erased'",
            &*self.owner,
            account.to_string(),
            chat.0,
            message.0,
        )
    }

    /// The messages of a chat from which something was drawn that is erased: nothing is to be drawn
    /// from them again.
    pub async fn erased_sources(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Vec<MessageId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT DISTINCT source_message FROM facts WHERE owner = $1 AND account = $2 \
             AND source_chat = $3 AND state = 'erased' ORDER BY source_message",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .iter()
        .map(|row| Ok(MessageId(row.get("source_message")?)))
        .collect()
    }

    /// Counts that facts were of use once more.
    pub async fn facts_used(
        &mut self,
        account: AccountId,
        ids: &[FactId],
        at: Timestamp,
    ) -> Result<(), Error> {
        for id in ids {
            run!(
                self.conn,
                execute,
                "UPDATE facts SET used = used + 1, last_used_at = $4 \
                 WHERE owner = $1 AND account = $2 AND id = $3 AND state <> 'erased'",
                &*self.owner,
                account.to_string(),
                id.to_string(),
                at.as_millis(),
            )?;
        }
        Ok(())
    }

    /// How much an account's twin remembers, and what it was good for.
    pub async fn fact_use(&mut self, account: AccountId) -> Result<FactUse, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT state, count(*) AS facts, count(last_used_at) AS used FROM facts \
             WHERE owner = $1 AND account = $2 GROUP BY state",
            &*self.owner,
            account.to_string(),
        )?;
        let mut sum = FactUse::default();
        for row in rows {
            let facts = row.get::<i64>("facts")?.unsigned_abs();
            match row.get_enum::<FactState>("state")? {
                FactState::Kept | FactState::Replaced => {
                    sum.kept += facts;
                    sum.used += row.get::<i64>("used")?.unsigned_abs();
                }
                FactState::Offered => sum.offered += facts,
                FactState::Erased => sum.erased += facts,
            }
        }
        Ok(sum)
    }
}

fn stored_scope(scope: FactScope) -> (&'static str, Option<i64>) {
    match scope {
        FactScope::Chat(chat) => ("chat", Some(chat.0)),
        FactScope::General => ("general", None),
        FactScope::AboutOwner => ("about_owner", None),
    }
}

fn fact(row: &Row) -> Result<Fact, Error> {
    let scope: String = row.get("scope")?;
    let scope = match (scope.as_str(), row.get::<Option<i64>>("chat")?) {
        ("chat", Some(chat)) => FactScope::Chat(PeerId(chat)),
        ("general", None) => FactScope::General,
        ("about_owner", None) => FactScope::AboutOwner,
        _ => return Err(undecodable("scope", format!("unknown: {scope}").into())),
    };
    let source = row.get::<Option<i64>>("source_chat")?.map(PeerId);
    let message = row.get::<Option<i32>>("source_message")?.map(MessageId);
    Ok(Fact {
        id: row.get_id("id")?,
        account: row.get_id("account")?,
        scope,
        kind: row.get_enum("kind")?,
        text: row.get("text")?,
        source: source.zip(message),
        said_at: Timestamp::from_millis(row.get("said_at")?),
        until: row.get::<Option<i64>>("until")?.map(Timestamp::from_millis),
        confidence: row.get("confidence")?,
        origin: row.get_enum("origin")?,
        state: row.get_enum("state")?,
        may_be_said: row.get("may_be_said")?,
        used: row.get::<i32>("used")?.unsigned_abs(),
        last_used_at: row.get::<Option<i64>>("last_used_at")?.map(Timestamp::from_millis),
    })
}
