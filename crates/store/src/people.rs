//! What the people of groups are called.

use domain::{AccountId, PeerId};

use crate::text::name;
use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Stores what somebody is called; an empty name changes nothing.
    pub async fn call_person(
        &mut self,
        account: AccountId,
        person: PeerId,
        called: &str,
    ) -> Result<(), Error> {
        let called = name(called);
        if called.is_empty() {
            return Ok(());
        }
        run!(
            self.conn,
            execute,
            "INSERT INTO telegram_people (owner, account, peer, name) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner, account, peer) DO UPDATE SET name = excluded.name \
             WHERE telegram_people.name <> excluded.name",
            &*self.owner,
            account.to_string(),
            person.0,
            called,
        )?;
        Ok(())
    }

    /// What somebody is called: as the account's chat with them, else as in a group; `None` if nobody
    /// has told.
    pub async fn person_name(
        &mut self,
        account: AccountId,
        person: PeerId,
    ) -> Result<Option<String>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT coalesce((SELECT title FROM telegram_chats WHERE owner = $1 AND account = $2 \
             AND chat = $3 AND title <> ''), (SELECT name FROM telegram_people WHERE owner = $1 \
             AND account = $2 AND peer = $3)) AS name",
            &*self.owner,
            account.to_string(),
            person.0,
        )?;
        row.map_or(Ok(None), |row| row.get("name"))
    }
}
